/**
 * A text that is hidden in the lowest bits of a picture, column by column: a signature, the number of bits, the text
 * (https://github.com/ashen-sensored/sd_webui_stealth_pnginfo; NovelAI writes it too).
 *
 * @module
 */

import { LIMITS } from "../../../bytes/budget.ts";
import type { BlockReader } from "../../../bytes/block_reader.ts";
import { decodeLatin1, decodeUtf8 } from "../../../bytes/text.ts";
import { inflateStart } from "../../../bytes/inflate.ts";
import type { TextEntry } from "../../format.ts";
import {
  type Columns,
  firstRows,
  leftColumns,
  pixelData,
  type PixelForm,
  pixelForm,
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

const SIGNATURE_BITS = 8 * 15;
const LENGTH_BITS = 32;
const TEXT_START = SIGNATURE_BITS + LENGTH_BITS;
/** Most bytes that the rows which decide may take. */
const MAX_TRIAL = 8 * 1024 * 1024;

/** A text that stands in the pixels; where and how long it is. */
interface Hidden {
  readonly form: PixelForm;
  readonly mode: Mode;
  readonly isGzip: boolean;
}

/**
 * Makes the entry of a hidden text.
 *
 * @param first Offset of the first IDAT chunk; null where there is none.
 */
export function* hiddenEntries(
  reader: BlockReader,
  first: number | null,
): Generator<TextEntry> {
  const form = first === null ? null : pixelForm(reader);
  const found = form === null || first === null ? null : findSignature(reader, first, form);
  if (found === null || first === null) return;
  yield {
    key: HIDDEN_KEY,
    source: `png:${found.mode}`,
    read: () => readHidden(reader, first, found),
  };
}

/** Looks for a signature in the rows that hold it: 120 of a picture that is at least as high. */
function findSignature(reader: BlockReader, first: number, form: PixelForm): Hidden | null {
  for (const mode of form.alpha === null ? ["rgb"] as const : ["alpha", "rgb"] as const) {
    const pixels = Math.ceil(SIGNATURE_BITS / bitsPerPixel(mode));
    const rows = Math.min(form.height, pixels);
    const columns = Math.ceil(pixels / form.height);
    if (columns > form.width || (mode === "rgb" && form.channels < 3)) continue;
    const filtered = firstRows(reader, first, form, rows, MAX_TRIAL);
    if (filtered === null) return null;
    const start = bitsOf(leftColumns(filtered, form, rows, columns), form, mode, 0, SIGNATURE_BITS);
    const found = SIGNATURES.get(decodeLatin1(start));
    if (found?.mode === mode) return { form, ...found };
  }
  return null;
}

function bitsPerPixel(mode: Mode): number {
  return mode === "alpha" ? 1 : 3;
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

/** Reads the text; null where its length is a lie, or it is over the budget. */
function readHidden(
  reader: BlockReader,
  first: number,
  { form, mode, isGzip }: Hidden,
): string | null {
  const size = form.height * (form.width * form.channels + 1);
  if (size > LIMITS.inflateWork) {
    reader.note("hidden text is over the budget for inflating");
    return null;
  }
  const filtered = inflateStart(pixelData(reader, first, LIMITS.block), size + ROOM);
  if (filtered === null || filtered.length < size) {
    reader.note("hidden text is cut off");
    return null;
  }
  const columnsFor = (bits: number): number =>
    Math.min(form.width, Math.ceil(bits / bitsPerPixel(mode) / form.height));
  const take = (from: number, count: number): Uint8Array => {
    const columns = leftColumns(filtered, form, form.height, columnsFor(from + count));
    return bitsOf(columns, form, mode, from, count);
  };
  const length = new DataView(take(SIGNATURE_BITS, LENGTH_BITS).buffer).getUint32(0);
  const available = form.width * form.height * bitsPerPixel(mode) - TEXT_START;
  if (length > Math.min(available, 8 * LIMITS.inflated) || length % 8 !== 0) {
    reader.note("hidden text states a length that it cannot have");
    return null;
  }
  const text = take(TEXT_START, length);
  const whole = isGzip ? reader.decompressGzip(text, "hidden text") : text;
  return whole && decodeUtf8(whole);
}

/** Bytes that may follow the last row. */
const ROOM = 1024;
