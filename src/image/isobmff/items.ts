/**
 * Items of AVIF and HEIC files: which of them are metadata, and where their bytes stand
 * (https://www.iso.org/standard/83102.html, 8.11; https://aomediacodec.github.io/av1-avif).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import type { Box } from "./boxes.ts";
import { Cursor } from "./cursor.ts";

/** Metadata of a picture: EXIF or XMP. */
export type ItemKind = "exif" | "xmp";

/** Metadata of a file: its kind, and the extents that make it up. */
export interface MetaItem {
  readonly kind: ItemKind;
  readonly extents: readonly Block[];
}

const XMP_TYPE = "application/rdf+xml";
/** More items or extents than any picture has. */
const MAX_ITEMS = 20_000;
const MAX_EXTENTS = 1000;
/** Items with metadata that are remembered, the last ones. */
const MAX_METADATA = 16;

/** The bytes of a box by its type, null where there is none or it is over the budget. */
export function contentOf(
  reader: BlockReader,
  boxes: ReadonlyMap<string, Box>,
  type: string,
): Uint8Array | null {
  const box = boxes.get(type);
  return box === undefined ? null : reader.block(box, `box ${type}`)?.slice() ?? null;
}

/** Locates the items with metadata by the boxes of a box `meta`, in file order. */
export function locateItems(
  reader: BlockReader,
  boxes: ReadonlyMap<string, Box>,
): readonly MetaItem[] {
  const [infos, locations] = [
    contentOf(reader, boxes, "iinf"),
    contentOf(reader, boxes, "iloc"),
  ];
  if (infos === null || locations === null) return [];
  const kinds = readKinds(infos);
  const { places, end } = readLocations(locations, boxes.get("idat"), kinds);
  if (end > reader.size) reader.note(`file is cut off at byte ${reader.size}, within an item`);
  return [...kinds].flatMap(([id, kind]) => {
    const extents = places.get(id);
    return extents === undefined ? [] : [{ kind, extents }];
  });
}

/** Reads `iinf`: the items that are metadata, by their number. */
function readKinds(bytes: Uint8Array): ReadonlyMap<number, ItemKind> {
  const kinds = new Map<number, ItemKind>();
  const list = new Cursor(bytes);
  const version = list.unsigned(1);
  list.skip(3); // flags
  const count = Math.min(list.unsigned(version === 0 ? 2 : 4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const length = list.unsigned(4);
    const entry = new Cursor(list.take(length - 4));
    if (length < 8) break;
    entry.skip(4); // the type "infe"
    const entryVersion = entry.unsigned(1);
    entry.skip(3); // flags
    const id = entry.unsigned(entryVersion < 3 ? 2 : 4);
    entry.skip(2); // protection
    const kind = readKind(entry);
    if (kind !== null) kinds.set(id, kind);
  }
  return new Map([...kinds].slice(-MAX_METADATA));
}

function readKind(entry: Cursor): ItemKind | null {
  const type = entry.text(4);
  if (type === "Exif") return "exif";
  if (type !== "mime") return null;
  entry.untilNul(); // the item's name
  return entry.untilNul() === XMP_TYPE ? "xmp" : null;
}

/** Places of items. */
interface Locations {
  /** Extents of the items that matter, by their numbers. */
  readonly places: ReadonlyMap<number, readonly Block[]>;
  /** The end of the last item of the file. */
  readonly end: number;
}

/** Reads `iloc`. */
function readLocations(
  bytes: Uint8Array,
  idat: Block | undefined,
  wanted: ReadonlyMap<number, unknown>,
): Locations {
  const places = new Map<number, readonly Block[]>();
  let end = 0;
  const list = new Cursor(bytes);
  const version = list.unsigned(1);
  list.skip(3); // flags
  const [sizes, more] = [list.unsigned(1), list.unsigned(1)];
  const [offsetSize, lengthSize] = [sizes >> 4, sizes & 15];
  const [baseSize, indexSize] = [more >> 4, version > 0 ? more & 15 : 0];
  const count = Math.min(list.unsigned(version < 2 ? 2 : 4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const id = list.unsigned(version < 2 ? 2 : 4);
    const method = version > 0 ? list.unsigned(2) & 15 : 0;
    list.skip(2); // the file that holds the data
    const base = list.unsigned(baseSize);
    const extentCount = list.unsigned(2);
    const kept = Math.min(extentCount, wanted.has(id) ? MAX_EXTENTS : 1);
    const start = startOf(method, idat);
    const extents: Block[] = [];
    for (let i = 0; i < kept; i++) {
      list.skip(indexSize);
      const offset = (start ?? 0) + base + list.unsigned(offsetSize);
      extents.push({ offset, length: list.unsigned(lengthSize) });
    }
    list.skip((extentCount - kept) * (indexSize + offsetSize + lengthSize));
    if (list.isPastEnd) break;
    if (method === 0) end = extents.reduce((max, e) => Math.max(max, e.offset + e.length), end);
    if (start !== null && wanted.has(id)) places.set(id, extents);
  }
  return { places, end };
}

/** The place from which extents count: the start of the file, or of `idat`; null for a method that metadata never use. */
function startOf(method: number, idat: Block | undefined): number | null {
  if (method === 0) return 0;
  return method === 1 ? idat?.offset ?? null : null;
}
