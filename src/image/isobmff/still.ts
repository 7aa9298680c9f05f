/**
 * AVIF and HEIC: their texts in the order in which they count, and their size
 * (https://aomediacodec.github.io/av1-avif, https://www.iso.org/standard/83102.html, 8.11).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { decodeUtf8 } from "../../bytes/text.ts";
import { exifEntries } from "../blocks/exif.ts";
import { isTiff } from "../blocks/tiff.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { behind, behindVersion, type Box, boxesIn, viewOf, wholeFile } from "./boxes.ts";
import { familyOf } from "./brands.ts";
import { credentialsIn } from "./credentials.ts";
import { sizeOfMainItem } from "./item_size.ts";
import { locateItems, type MetaItem } from "./items.ts";

/** The name that an early form of ComfyUI's AVIF files gives its own box. */
const WORKFLOW_BOX = "comfyui_workflow";

interface StillLayout {
  readonly items: readonly MetaItem[];
  readonly size: PictureSize | null;
  readonly workflows: readonly Box[];
  readonly credentials: readonly Block[];
}

/** Boxes of ComfyUI that are remembered, the last ones. */
const MAX_WORKFLOWS = 16;

const layoutOf = oncePerReader((reader): StillLayout => {
  let meta: Box | undefined;
  const workflows: Box[] = [];
  let credentials: readonly Block[] = [];
  for (const box of boxesIn(reader, wholeFile(reader))) {
    if (box.type === "meta") meta = meta ?? box;
    if (box.type !== "uuid") continue;
    const found = credentialsIn(reader, box);
    if (found !== null) credentials = [found];
    const name = reader.peek(box.offset, WORKFLOW_BOX.length);
    if (!hasText(name, 0, WORKFLOW_BOX)) continue;
    if (workflows.length >= MAX_WORKFLOWS) workflows.shift();
    workflows.push(box);
  }
  if (meta === undefined) {
    reader.note("file has no box meta");
    return { items: [], size: null, workflows, credentials };
  }
  const boxes = new Map<string, Box>();
  for (const box of boxesIn(reader, behindVersion(meta))) {
    if (!boxes.has(box.type)) boxes.set(box.type, box);
  }
  // The size first: the places of the items may be anywhere.
  const size = sizeOfMainItem(reader, boxes);
  return { items: locateItems(reader, boxes), size, workflows, credentials };
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

/** Reads the bytes of an item; null when they are over the budget. */
function itemBytes(reader: BlockReader, { kind, extents }: MetaItem): Uint8Array | null {
  return reader.joined(extents, `item ${kind} at byte ${extents[0]?.offset ?? 0}`);
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const { items, workflows } = layoutOf(reader);
  const exif = items.filter(({ kind }) => kind === "exif")
    .flatMap((item) => itemBytes(reader, item) ?? []).map(tiffOfItem);
  const found = exifEntries(exif, keys, (damage) => reader.note(damage));
  const others = [...found.others];
  yield* found.userComments;
  yield* found.imageDescriptions;
  for (const item of items.slice().reverse()) {
    const packet = item.kind === "xmp" ? itemBytes(reader, item) : null;
    if (packet === null) continue;
    const xmp = xmpEntries(packet, keys);
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  for (const box of workflows.slice().reverse()) {
    others.push({ key: "workflow", source: "uuid:workflow", read: () => workflowIn(reader, box) });
  }
  yield* inOrderOf(keys, others);
}

function workflowIn(reader: BlockReader, box: Box): string | null {
  const bytes = reader.block(behind(box, WORKFLOW_BOX.length), `box uuid at byte ${box.at}`);
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
    credentials: (reader) => layoutOf(reader).credentials,
  };
}

/** AVIF, sequences included. */
export const AVIF: ImageFormat = still("avif", "AVIF", [".avif"]);

/** HEIC and HEIF. */
export const HEIC: ImageFormat = still("heic", "HEIC", [".heic", ".heif"]);
