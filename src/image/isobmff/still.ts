/**
 * AVIF and HEIC: their texts in the order in which they count, and their size
 * (https://aomediacodec.github.io/av1-avif, https://www.iso.org/standard/83102.html, 8.11).
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { decodeUtf8 } from "../../bytes/text.ts";
import { exifEntries } from "../blocks/exif.ts";
import { isTiff } from "../blocks/tiff.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, TextEntry } from "../format.ts";
import { type Box, boxesIn, viewOf, wholeFile } from "./boxes.ts";
import { familyOf } from "./brands.ts";
import { itemBytes, locateItems, type MetaItems } from "./items.ts";

/** The name that an early form of ComfyUI's AVIF files gives its own box. */
const WORKFLOW_BOX = "comfyui_workflow";

interface StillLayout extends MetaItems {
  readonly workflows: readonly Box[];
}

const layoutOf = oncePerReader((reader): StillLayout => {
  let found: MetaItems = { items: [], size: null };
  let hasMeta = false;
  const workflows: Box[] = [];
  for (const box of boxesIn(reader, wholeFile(reader))) {
    if (box.type === "meta" && !hasMeta) {
      hasMeta = true;
      found = locateItems(reader, box);
    } else if (box.type === "uuid" && workflows.length < 16) {
      const name = reader.peek(box.offset, WORKFLOW_BOX.length);
      if (hasText(name, 0, WORKFLOW_BOX)) workflows.push(box);
    }
  }
  if (!hasMeta) reader.note("file has no box meta");
  return { ...found, workflows };
});

/**
 * Takes the offset off that stands before the TIFF header of an EXIF item; writers do not agree on whether it counts
 * the `Exif\0\0` that may follow.
 */
export function tiffOfItem(item: Uint8Array): Uint8Array {
  const offset = item.length < 4 ? 0 : viewOf(item).getUint32(0);
  const rest = [item.subarray(4 + offset), item.subarray(4), item.subarray(10), item];
  return rest.find(isTiff) ?? item.subarray(4);
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const { items, workflows } = layoutOf(reader);
  const others: TextEntry[] = [];
  const exif = items.filter(({ kind }) => kind === "exif")
    .flatMap(({ extents }) => itemBytes(reader, extents) ?? []).map(tiffOfItem);
  const found = exifEntries(exif, keys, (damage) => reader.note(damage));
  others.push(...found.others);
  yield* found.userComments;
  yield* found.imageDescriptions;
  for (const { kind, extents } of items.toReversed()) {
    const packet = kind === "xmp" ? itemBytes(reader, extents) : null;
    if (packet === null) continue;
    const xmp = xmpEntries(packet, keys);
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  for (const box of keys.includes("workflow") ? workflows : []) {
    others.push({ key: "workflow", source: "uuid:workflow", read: () => workflowIn(reader, box) });
  }
  yield* inOrderOf(keys, others);
}

function workflowIn(reader: BlockReader, { offset, length }: Box): string | null {
  const skipped = WORKFLOW_BOX.length;
  const block = { offset: offset + skipped, length: Math.max(0, length - skipped) };
  const bytes = reader.block(block, "box uuid");
  return bytes && decodeUtf8(bytes);
}

function still(name: "avif" | "heic", title: string, endings: readonly string[]): ImageFormat {
  return {
    name,
    title,
    version: 1,
    endings,
    signature: [[0, "\0\0\0"], [4, `ftyp${name}`]],
    is: (start) => familyOf(start) === name,
    entries,
    size: (reader) => layoutOf(reader).size,
  };
}

/** AVIF, sequences included. */
export const AVIF: ImageFormat = still("avif", "AVIF", [".avif"]);

/** HEIC and HEIF. */
export const HEIC: ImageFormat = still("heic", "HEIC", [".heic", ".heif"]);
