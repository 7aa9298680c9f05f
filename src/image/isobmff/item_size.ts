/**
 * Width and height of the main item of AVIF and HEIC files
 * (https://www.iso.org/standard/83650.html, 6.5.3 and 6.5.9, 9.3; https://www.iso.org/standard/83102.html, 8.11.4).
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import type { PictureSize } from "../format.ts";
import { type Box, boxesIn } from "./boxes.ts";
import { Cursor } from "./cursor.ts";
import { contentOf } from "./items.ts";

/** More items or properties than any picture has. */
const MAX_ITEMS = 20_000;

/** Lengths of the properties that state a size: version, width and height; and both of a crop, each as a fraction. */
const LENGTHS: ReadonlyMap<string, number> = new Map([["ispe", 12], ["clap", 16]]);

/** Reads the size of the main picture (`pitm`) from the properties that belong to it (`ipma`, `ipco`). */
export function sizeOfMainItem(
  reader: BlockReader,
  boxes: ReadonlyMap<string, Box>,
): PictureSize | null {
  const properties = boxes.get("iprp");
  const main = mainItem(contentOf(reader, boxes, "pitm"));
  if (main === null || properties === undefined) return null;
  const inside = new Map<string, Box>();
  for (const box of boxesIn(reader, properties)) {
    if (!inside.has(box.type)) inside.set(box.type, box);
  }
  const list = inside.get("ipco");
  const belonging = readBelonging(contentOf(reader, inside, "ipma"), main);
  if (list === undefined || belonging.length === 0) return null;
  const sizes = readSizes(reader, list, Math.max(...belonging));
  // A crop (`clap`) comes behind the size of what it is cut out of.
  return belonging.map((number) => sizes[number - 1] ?? null).reverse().find((size) =>
    size !== null
  ) ??
    null;
}

function mainItem(bytes: Uint8Array | null): number | null {
  if (bytes === null) return null;
  const content = new Cursor(bytes);
  const version = content.unsigned(1);
  content.skip(3); // flags
  const isWide = version !== 0;
  return bytes.length < (isWide ? 8 : 6) ? null : content.unsigned(isWide ? 4 : 2);
}

/** Reads `ipco`: the size that each property states, null for one that states none. */
function readSizes(reader: BlockReader, list: Box, count: number): readonly (PictureSize | null)[] {
  const sizes: (PictureSize | null)[] = [];
  for (const box of boxesIn(reader, list)) {
    sizes.push(readSize(reader, box));
    if (sizes.length === count) break;
  }
  return sizes;
}

function readSize(reader: BlockReader, { type, offset, length }: Box): PictureSize | null {
  const needed = LENGTHS.get(type);
  if (needed === undefined || length < needed) return null;
  const bytes = reader.peek(offset, needed);
  if (bytes.length < needed) return null;
  const content = new Cursor(bytes);
  const fraction = (): number => Math.floor(content.unsigned(4) / (content.unsigned(4) || 1));
  if (type === "ispe") content.skip(4); // version and flags
  const [width, height] = type === "ispe"
    ? [content.unsigned(4), content.unsigned(4)]
    : [fraction(), fraction()];
  return width > 0 && height > 0 ? { width, height } : null;
}

/** Reads `ipma`: the numbers of the properties that belong to an item, from 1; none of a list that is cut off. */
function readBelonging(bytes: Uint8Array | null, wanted: number): readonly number[] {
  const list = new Cursor(bytes ?? new Uint8Array(0));
  const version = list.unsigned(1);
  const isWide = (list.unsigned(3) & 1) === 1;
  const count = Math.min(list.unsigned(4), MAX_ITEMS);
  for (let n = 0; n < count && !list.isAtEnd; n++) {
    const id = list.unsigned(version < 1 ? 2 : 4);
    const length = list.unsigned(1);
    const numbers = Array.from(
      { length },
      () => isWide ? list.unsigned(2) & 0x7fff : list.unsigned(1) & 0x7f,
    );
    if (id === wanted) return list.isPastEnd ? [] : numbers;
  }
  return [];
}
