/**
 * Small images that hold a text, as A1111 writes them.
 *
 * @module
 */
import { exifSegment, jpeg } from "../tests/fixtures/jpeg.ts";
import { iTXt, png, tEXt } from "../tests/fixtures/png.ts";
import { a1111Tiff } from "../tests/fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../tests/fixtures/webp.ts";

/** A PNG with the text before its pixels, or behind them. */
export function pngSample(
  text: string,
  place: "before pixels" | "after pixels" = "before pixels",
): Uint8Array {
  // deno-lint-ignore no-control-regex -- whether Latin-1 holds the text
  const chunk = /^[\x00-\xff]*$/.test(text) ? tEXt("parameters", text) : iTXt("parameters", text);
  return png(place === "before pixels" ? { before: [chunk] } : { after: [chunk] });
}

/** A JPEG with the text as its UserComment. */
export function jpegSample(text: string): Uint8Array {
  return jpeg([exifSegment(a1111Tiff(text))]);
}

/** A WebP with the text as its UserComment. */
export function webpSample(text: string): Uint8Array {
  return webp([riffChunk("EXIF", a1111Tiff(text))], [vp8x(FLAG.exif)]);
}
