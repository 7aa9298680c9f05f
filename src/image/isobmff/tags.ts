/**
 * Tags of MP4 and QuickTime files: names with texts
 * (https://developer.apple.com/documentation/quicktime-file-format/metadata_atoms_and_types,
 * https://developer.apple.com/documentation/quicktime-file-format/user_data_atoms).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { decodeUtf8, withoutTrailingNuls } from "../../bytes/text.ts";
import { behind, behindVersion, type Box, boxesIn, findBox, viewOf } from "./boxes.ts";
import { Cursor } from "./cursor.ts";

/** A tag: its name in lower case, and where its text stands. */
export interface TagPlace {
  readonly key: string;
  readonly text: Block;
}

/** Names of tags that are stored as four characters. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["\xa9cmt", "comment"],
  ["\xa9des", "description"],
  ["desc", "description"],
]);

/** Type and locale before the text of a box `data`. */
const DATA_HEADER_LENGTH = 8;
/** Length and language before a text of QuickTime's user data. */
const TEXT_HEADER_LENGTH = 4;
/** More names than any file has. */
const MAX_NAMES = 10_000;
/** Tags that are remembered, the last ones. */
const MAX_TAGS = 100;

/** Locates the tags below a box `moov`: in its lists of tags, and in QuickTime's user data. */
export function locateTags(reader: BlockReader, moov: Block): readonly TagPlace[] {
  const tags: TagPlace[] = [];
  for (const box of boxesIn(reader, moov)) {
    if (box.type === "meta") tags.push(...tagsInList(reader, box));
    if (box.type !== "udta") continue;
    for (const inner of boxesIn(reader, box)) {
      const key = SHORT_NAMES.get(inner.type);
      if (inner.type === "meta") tags.push(...tagsInList(reader, inner));
      else if (key !== undefined) tags.push({ key, text: userText(reader, inner) });
    }
  }
  return tags.slice(-MAX_TAGS);
}

function tagsInList(reader: BlockReader, meta: Box): readonly TagPlace[] {
  // In MP4 a box with a version, in QuickTime one without.
  const isPlain = reader.peek(meta.offset + 4, 4).every((byte, n) => byte === "hdlr".charCodeAt(n));
  const content = isPlain ? meta : behindVersion(meta);
  const keys = findBox(reader, content, "keys");
  const list = findBox(reader, content, "ilst");
  if (list === undefined) return [];
  const names = keys === undefined ? [] : namesIn(reader.block(keys, "box keys")?.slice());
  const tags: TagPlace[] = [];
  for (const item of boxesIn(reader, list, true)) {
    const number = [...item.type].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
    const key = SHORT_NAMES.get(item.type) ?? names[number - 1];
    const data = key === undefined ? undefined : findBox(reader, item, "data");
    if (key === undefined || data === undefined) continue;
    tags.push({ key, text: behind(data, DATA_HEADER_LENGTH) });
  }
  return tags;
}

/** Reads `keys`: the names of tags in the order of their numbers, which begin with 1. */
function namesIn(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined) return [];
  const list = new Cursor(bytes);
  list.skip(4);
  const count = Math.min(list.unsigned(4), MAX_NAMES);
  const names: string[] = [];
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const length = list.unsigned(4);
    list.skip(4); // the name space
    names.push(decodeUtf8(list.take(length - 8)).toLowerCase());
    if (length < 8) break;
  }
  return names;
}

/** The text of a box in user data, which states its length. */
function userText(reader: BlockReader, box: Box): Block {
  const header = reader.peek(box.offset, 2);
  const stated = header.length < 2 ? 0 : viewOf(header).getUint16(0);
  const { offset, length } = behind(box, TEXT_HEADER_LENGTH);
  return { offset, length: Math.min(length, stated) };
}

/** Reads the text of a tag; null when it is over the budget. */
export function tagText(reader: BlockReader, { key, text }: TagPlace): string | null {
  const bytes = reader.block(text, `tag ${key}`);
  return bytes && decodeUtf8(withoutTrailingNuls(bytes));
}
