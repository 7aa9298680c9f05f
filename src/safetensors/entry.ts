/**
 * The entry of one tensor in a safetensors header.
 *
 * Source: https://github.com/huggingface/safetensors#format.
 *
 * @module
 */
import { BYTE, type JsonCursor, type JsonText, MAX_U64 } from "./header_json.ts";

/** A whole number; a bigint beyond 2^53. */
export type Whole = number | bigint;

/** Contents of an entry; null for what is not there, or not of the right kind. */
export interface TensorEntry {
  /** The type's name. */
  dtype: JsonText | null;
  /** Of the shape the product, or `overflow`. */
  elements: Whole | "overflow" | null;
  /** The first two offsets, if there are two. */
  offsets: readonly [begin: Whole | null, end: Whole | null] | null;
}

/** The depth of an entry's fields, and of what lists in them hold. */
const FIELD_DEPTH = 3;
const ITEM_DEPTH = 4;

/** Reads an entry whose brace was read; of a field that comes twice the last one counts. */
export function readEntry(cursor: JsonCursor): TensorEntry {
  const entry: TensorEntry = { dtype: null, elements: null, offsets: null };
  cursor.entries((key) => {
    if (cursor.is(key, "dtype")) entry.dtype = cursor.text(FIELD_DEPTH);
    else if (cursor.is(key, "shape")) entry.elements = readShape(cursor);
    else if (cursor.is(key, "data_offsets")) entry.offsets = readOffsets(cursor);
    else cursor.skip(FIELD_DEPTH);
  });
  return entry;
}

function opensList(cursor: JsonCursor): boolean {
  if (!cursor.next(BYTE.openBracket)) {
    cursor.skip(FIELD_DEPTH);
    return false;
  }
  cursor.values += 2;
  return true;
}

function readShape(cursor: JsonCursor): TensorEntry["elements"] {
  if (!opensList(cursor)) return null;
  let elements: Whole | "overflow" | null = 1;
  cursor.items(() => {
    const dimension = cursor.whole(ITEM_DEPTH);
    if (dimension === null || elements === null) elements = null;
    else if (elements !== "overflow") elements = product(elements, dimension);
  });
  return elements;
}

/** The product of two whole numbers of 64 bits, if it is one. */
export function product(a: Whole, b: Whole): Whole | "overflow" {
  // Without this millions of ones behind a large number would be multiplied as bigints.
  if (b === 1) return a;
  const quick = Number(a) * Number(b);
  if (quick <= Number.MAX_SAFE_INTEGER) return quick;
  const exact = BigInt(a) * BigInt(b);
  return exact > MAX_U64 ? "overflow" : exact;
}

function readOffsets(cursor: JsonCursor): TensorEntry["offsets"] {
  if (!opensList(cursor)) return null;
  const found: (Whole | null)[] = [];
  let count = 0;
  cursor.items(() => {
    const offset = cursor.whole(ITEM_DEPTH);
    if (count++ < 2) found.push(offset);
  });
  const [begin = null, end = null] = found;
  return count === 2 ? [begin, end] : null;
}
