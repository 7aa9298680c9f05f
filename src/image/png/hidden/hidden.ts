/**
 * A text that is hidden in the lowest bits of a picture, column by column: a signature, the number of bits, the text
 * (https://github.com/ashen-sensored/sd_webui_stealth_pnginfo; NovelAI writes it too).
 *
 * @module
 */

import { bytesText } from "../../../bytes/budget.ts";
import type { BlockReader } from "../../../bytes/block_reader.ts";
import { decodeLatin1, decodeUtf8 } from "../../../bytes/text.ts";
import type { TextEntry } from "../../format.ts";
import {
  allRows,
  type Columns,
  FirstRows,
  leftColumns,
  type PixelForm,
  pixelForm,
  strideOf,
} from "./pixels.ts";

/** The key under which a hidden text is wanted. */
export const HIDDEN_KEY = "hidden";

/** Channels whose lowest bits hold a text. */
type Mode = "alpha" | "rgb";

/** Signatures, with where the bits stand and whether the text is compressed with gzip. */
const SIGNATURES: ReadonlyMap<string, { readonly mode: Mode; readonly isGzip: boolean }> = new Map([
  ["stealth_pnginfo", { mode: "alpha", isGzip: false }],
  ["stealth_pngcomp", { mode: "alpha", isGzip: true }],
  ["stealth_rgbinfo", { mode: "rgb", isGzip: false }],
  ["stealth_rgbcomp", { mode: "rgb", isGzip: true }],
]);

/** Letters that are compared at a time: by the first alone, few rows tell of most pictures that they hide nothing. */
const COMPARED_LETTERS = [1, 3, 15];
const SIGNATURE_BITS = 8 * 15;
const LENGTH_BITS = 32;
const TEXT_START = SIGNATURE_BITS + LENGTH_BITS;
/** Bytes of the largest picture that is inflated: 4096 pixels in width and in height. */
const MAX_PICTURE = 4096 * (4 * 4096 + 1);

/**
 * Makes the entries of hidden texts: one for each channel that may hold one. Nothing is inflated before they are read.
 *
 * @param first Offset of the first IDAT chunk; null where there is none.
 */
export function* hiddenEntries(
  reader: BlockReader,
  first: number | null,
): Generator<TextEntry> {
  const form = first === null ? null : pixelForm(reader);
  if (form === null || first === null) return;
  const rows = new FirstRows(reader, first, form);
  for (const mode of ["alpha", "rgb"] as const) {
    if (mode === "alpha" ? form.alpha === null : form.channels < 3) continue;
    yield { key: HIDDEN_KEY, source: `png:${mode}`, read: () => readHidden(rows, mode) };
  }
}

function bitsPerPixel(mode: Mode): number {
  return mode === "alpha" ? 1 : 3;
}

/** Reads the first bits of a picture out of the rows that hold them; null where it has too few. */
function firstBits(rows: FirstRows, mode: Mode, count: number): Uint8Array | null {
  const { form } = rows;
  const pixels = Math.ceil(count / bitsPerPixel(mode));
  const [height, columns] = [Math.min(form.height, pixels), Math.ceil(pixels / form.height)];
  const filtered = columns > form.width ? null : rows.get(height);
  return filtered && bitsOf(leftColumns(filtered, form, height, columns), form, mode, 0, count);
}

/** Tells whether a text is hidden, and whether it is compressed; null where there is none. */
function findSignature(rows: FirstRows, mode: Mode): { readonly isGzip: boolean } | null {
  const possible = [...SIGNATURES].filter(([, signature]) => signature.mode === mode);
  for (const letters of COMPARED_LETTERS) {
    const bits = firstBits(rows, mode, 8 * letters);
    const start = bits && decodeLatin1(bits);
    const found = possible.find(([name]) => name.slice(0, letters) === start);
    if (found === undefined) return null;
    if (found[0] === start) return found[1];
  }
  return null;
}

/** Reads whole bytes out of the lowest bits, the most significant first. */
function bitsOf(
  { columns, rows, bytes }: Columns,
  { channels, alpha }: PixelForm,
  mode: Mode,
  from: number,
  count: number,
): Uint8Array {
  const perPixel = bitsPerPixel(mode);
  const result = new Uint8Array(count >> 3);
  for (let n = 0; n < count; n++) {
    const bit = from + n;
    const pixel = Math.floor(bit / perPixel);
    const column = Math.floor(pixel / rows);
    const channel = mode === "alpha" ? alpha ?? 0 : bit % perPixel;
    const at = ((pixel % rows) * columns + column) * channels + channel;
    result[n >> 3] = ((result[n >> 3] ?? 0) << 1) | ((bytes[at] ?? 0) & 1);
  }
  return result;
}

/** Reads the text; null where there is none, its length is a lie, or it is over the budget. */
function readHidden(rows: FirstRows, mode: Mode): string | null {
  const { reader, first, form } = rows;
  const found = findSignature(rows, mode);
  if (found === null) return null;
  if (form.height * strideOf(form) > MAX_PICTURE) {
    reader.note("the picture with a hidden text is over the budget for inflating");
    return null;
  }
  const filtered = allRows(reader, first, form);
  if (filtered === null) {
    reader.note("the picture with a hidden text is not whole");
    return null;
  }
  const take = (from: number, count: number): Uint8Array => {
    const pixels = Math.ceil((from + count) / bitsPerPixel(mode));
    const columns = Math.min(form.width, Math.ceil(pixels / form.height));
    return bitsOf(leftColumns(filtered, form, form.height, columns), form, mode, from, count);
  };
  const available = form.width * form.height * bitsPerPixel(mode) - TEXT_START;
  const length = available < 0
    ? Infinity
    : new DataView(take(SIGNATURE_BITS, LENGTH_BITS).buffer).getUint32(0);
  if (length > available || length % 8 !== 0) {
    reader.note("a hidden text states a length that it cannot have");
    return null;
  }
  if (length > 8 * reader.limits.block) {
    reader.note(`a hidden text holds more than the budget of ${bytesText(reader.limits.block)}`);
    return null;
  }
  const text = take(TEXT_START, length);
  const whole = found.isGzip ? reader.decompressGzip(text, "a hidden text") : text;
  return whole && decodeUtf8(whole);
}
