/**
 * Tags of WebM and Matroska files: names with texts (https://www.rfc-editor.org/rfc/rfc9559, 5.1.8).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { decodeUtf8, withoutTrailingNuls } from "../../bytes/text.ts";
import { type Element, elementsIn } from "./elements.ts";

/** A tag: its name in lower case, and where its text stands. */
export interface TagPlace {
  readonly key: string;
  readonly value: Block;
}

const TAG = 0x7373;
const SIMPLE_TAG = 0x67c8;
const TAG_NAME = 0x45a3;
const TAG_STRING = 0x4487;

/** Tags that are remembered, the last ones. */
export const MAX_TAGS = 100;
/** Longest name of a tag. */
const MAX_NAME = 100;

/** Locates the tags in an element `Tags`; of very many the last ones. */
export function tagsIn(reader: BlockReader, tags: Element): TagPlace[] {
  const places: TagPlace[] = [];
  for (const tag of elementsIn(reader, tags)) {
    for (const simple of tag.id === TAG ? elementsIn(reader, tag) : []) {
      if (simple.id !== SIMPLE_TAG) continue;
      let key = "";
      let value: Block | null = null;
      for (const part of elementsIn(reader, simple)) {
        if (part.id === TAG_NAME) key = nameIn(reader, part);
        else if (part.id === TAG_STRING) value = part;
      }
      if (value !== null && key !== "") places.push({ key, value });
      if (places.length > 2 * MAX_TAGS) places.splice(0, MAX_TAGS);
    }
  }
  return places;
}

function nameIn(reader: BlockReader, element: Element): string {
  const bytes = reader.peek(element.offset, Math.min(element.length, MAX_NAME));
  return decodeUtf8(withoutTrailingNuls(bytes)).toLowerCase();
}
