/**
 * Items of AVIF and HEIC files: which there are, where their bytes stand, and the picture's size
 * (https://www.iso.org/standard/83102.html, 8.11; https://aomediacodec.github.io/av1-avif).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { concat } from "../../bytes/bytes.ts";
import type { PictureSize } from "../format.ts";
import { behindVersion, type Box, boxesIn } from "./boxes.ts";
import { Cursor } from "./cursor.ts";

/** Metadata of a picture: EXIF or XMP. */
export type ItemKind = "exif" | "xmp";

/** Places of the metadata of a file. */
export interface MetaItems {
  readonly items: readonly { readonly kind: ItemKind; readonly extents: readonly Block[] }[];
  readonly size: PictureSize | null;
}

const XMP_TYPE = "application/rdf+xml";
/** More items or extents than any picture has. */
const MAX_ITEMS = 20_000;
const MAX_EXTENTS = 1000;
/** Bytes of a crop that hold its width and its height, each as a fraction. */
const CROP_LENGTH = 16;

const NOTHING: MetaItems = { items: [], size: null };

/** Locates the items of a box `meta`. */
export function locateItems(reader: BlockReader, meta: Box): MetaItems {
  const boxes = new Map<string, Box>();
  for (const box of boxesIn(reader, behindVersion(meta))) {
    if (!boxes.has(box.type)) boxes.set(box.type, box);
  }
  const contentOf = (type: string): Uint8Array | null => {
    const box = boxes.get(type);
    return box === undefined ? null : reader.block(box, `box ${type}`)?.slice() ?? null;
  };
  const [infos, locations] = [contentOf("iinf"), contentOf("iloc")];
  if (infos === null || locations === null) {
    return { ...NOTHING, size: sizeOf(reader, boxes) };
  }
  const kinds = readKinds(infos);
  const places = readLocations(locations, boxes.get("idat") ?? null, kinds);
  return {
    items: [...kinds].flatMap(([id, kind]) => {
      const extents = places.get(id);
      return extents === undefined ? [] : [{ kind, extents }];
    }),
    size: sizeOf(reader, boxes),
  };
}

/** Reads the bytes of an item; null when they are over the budget. */
export function itemBytes(reader: BlockReader, extents: readonly Block[]): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (const extent of extents) {
    const bytes = reader.block(extent, `metadata at byte ${extent.offset}`);
    if (bytes === null) return null;
    parts.push(bytes.slice());
  }
  return concat(parts);
}

/** Reads `iinf`: the items that are metadata, by their number. */
function readKinds(bytes: Uint8Array): ReadonlyMap<number, ItemKind> {
  const kinds = new Map<number, ItemKind>();
  const list = new Cursor(bytes);
  const version = list.unsigned(1);
  list.skip(3);
  const count = Math.min(list.unsigned(version === 0 ? 2 : 4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const length = list.unsigned(4);
    const entry = new Cursor(list.take(length - 4));
    if (length < 8) break;
    entry.skip(4); // the type "infe"
    const entryVersion = entry.unsigned(1);
    entry.skip(3);
    const id = entry.unsigned(entryVersion < 3 ? 2 : 4);
    entry.skip(2); // protection
    const type = entry.text(4);
    if (type === "Exif") kinds.set(id, "exif");
    else if (type === "mime") {
      entry.untilNul(); // the item's name
      if (entry.untilNul() === XMP_TYPE) kinds.set(id, "xmp");
    }
  }
  return kinds;
}

/** Reads `iloc`: the extents of the items that matter. */
function readLocations(
  bytes: Uint8Array,
  idat: Block | null,
  wanted: ReadonlyMap<number, unknown>,
): ReadonlyMap<number, readonly Block[]> {
  const places = new Map<number, readonly Block[]>();
  const list = new Cursor(bytes);
  const version = list.unsigned(1);
  list.skip(3);
  const [sizes, more] = [list.unsigned(1), list.unsigned(1)];
  const [offsetSize, lengthSize] = [sizes >> 4, sizes & 15];
  const [baseSize, indexSize] = [more >> 4, version > 0 ? more & 15 : 0];
  const count = Math.min(list.unsigned(version < 2 ? 2 : 4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const id = list.unsigned(version < 2 ? 2 : 4);
    const method = version > 0 ? list.unsigned(2) & 15 : 0;
    list.skip(2); // the file that holds the data
    const base = list.unsigned(baseSize);
    const extents: Block[] = [];
    const extentCount = list.unsigned(2);
    for (let i = 0; i < extentCount && !list.isAtEnd; i++) {
      list.skip(indexSize);
      const offset = base + list.unsigned(offsetSize);
      const length = list.unsigned(lengthSize);
      if (extents.length < MAX_EXTENTS) extents.push({ offset, length });
    }
    const start = method === 0 ? 0 : method === 1 ? idat?.offset : undefined;
    if (start === undefined || !wanted.has(id)) continue;
    places.set(id, extents.map(({ offset, length }) => ({ offset: start + offset, length })));
  }
  return places;
}

/** Reads the size of the main picture (`pitm`) from the properties that belong to it (`ipma`, `ispe`). */
function sizeOf(reader: BlockReader, boxes: ReadonlyMap<string, Box>): PictureSize | null {
  const [main, properties] = [boxes.get("pitm"), boxes.get("iprp")];
  if (main === undefined || properties === undefined) return null;
  const id = new Cursor(reader.block(main, "box pitm")?.slice() ?? new Uint8Array(0));
  const version = id.unsigned(1);
  id.skip(3);
  const mainId = id.unsigned(version === 0 ? 2 : 4);
  let sizes: readonly (PictureSize | null)[] = [];
  let belonging: readonly number[] = [];
  for (const box of boxesIn(reader, properties)) {
    if (box.type === "ipco") sizes = readSizes(reader, box);
    else if (box.type === "ipma" && belonging.length === 0) {
      belonging = readBelonging(
        reader.block(box, "box ipma")?.slice() ?? new Uint8Array(0),
        mainId,
      );
    }
  }
  // A crop (`clap`) comes behind the size of what it is cut out of.
  return belonging.map((index) => sizes[index - 1] ?? null).filter((size) => size !== null).at(
    -1,
  ) ??
    null;
}

/** Reads `ipco`: the size that each property states, null for one that states none. */
function readSizes(reader: BlockReader, box: Box): readonly (PictureSize | null)[] {
  const sizes: (PictureSize | null)[] = [];
  for (const { type, offset, length } of boxesIn(reader, box)) {
    const content = new Cursor(reader.peek(offset, Math.min(length, CROP_LENGTH)).slice());
    if (type === "ispe") {
      content.skip(4);
      sizes.push({ width: content.unsigned(4), height: content.unsigned(4) });
    } else if (type === "clap") {
      const fraction = (): number => Math.floor(content.unsigned(4) / (content.unsigned(4) || 1));
      sizes.push({ width: fraction(), height: fraction() });
    } else sizes.push(null);
  }
  return sizes;
}

/** Reads `ipma`: the numbers of the properties that belong to an item, from 1. */
function readBelonging(bytes: Uint8Array, wanted: number): readonly number[] {
  const list = new Cursor(bytes);
  const version = list.unsigned(1);
  const isWide = (list.unsigned(3) & 1) === 1;
  const count = Math.min(list.unsigned(4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const id = list.unsigned(version < 1 ? 2 : 4);
    const numbers: number[] = [];
    for (let left = list.unsigned(1); left > 0; left--) {
      numbers.push(isWide ? list.unsigned(2) & 0x7fff : list.unsigned(1) & 0x7f);
    }
    if (id === wanted) return numbers;
  }
  return [];
}
