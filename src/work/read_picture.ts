/**
 * Reading one picture, without a database.
 *
 * @module
 */
import { GENERATORS } from "../generators/table.ts";
import { judged, type PictureReading, readingOf } from "../plugins/pictures.ts";
import { readImage } from "../scan/read/image_file.ts";
import { JUDGE } from "./file_reader.ts";

/**
 * Reads the generation text of a picture, as `scan` does; sidecars are not looked at. Reads headers and metadata
 * only, within the budgets of SECURITY.md.
 *
 * @param picture The path of a file, or the bytes of one.
 * @returns The text with its place, and the size of the picture. Never throws for what the file is or holds, nor
 * when it cannot be opened: `status` is `unreadable` then, and `detail` says why.
 * @throws {Deno.errors.NotCapable} Without permission to read the file.
 *
 * @example Read a picture and its record
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse, readPicture } from "../../mod.ts";
 *
 * const { container, width, height, source, text } = readPicture("samples/a1111-harbour.png");
 * assert.deepEqual([container, source], ["png", "png:parameters"]);
 * assert.deepEqual([width, height], [32, 32]);
 * assert.equal(parse(text ?? "")?.model_name, "meadowMix_v3");
 * ```
 *
 * @example Bytes that are no picture
 * ```ts
 * import assert from "node:assert/strict";
 * import { readPicture } from "../../mod.ts";
 *
 * const { status, detail } = readPicture(new TextEncoder().encode("%PDF-1.7"));
 * assert.equal(status, "unreadable");
 * assert.match(detail ?? "", /starts as PDF/);
 * ```
 */
export function readPicture(picture: string | URL | Uint8Array): PictureReading {
  return picture instanceof Uint8Array
    ? readingOf(picture, GENERATORS)
    : judged(readImage(picture, JUDGE), JUDGE);
}
