/**
 * Reading one picture, without a database.
 *
 * @module
 */
import { bytesSource } from "../bytes/source.ts";
import { detailOf, readContainer, readImage, statusWithoutText } from "../image/read.ts";
import { JUDGE } from "./file_reader.ts";

/** Reading of a picture, named as the columns of `files` are. */
export interface PictureReading {
  /** The format by the first bytes (`png`, `jpeg`, `webp`, …); null when it is none that is read. */
  readonly container: string | null;
  /** Width in pixels as the header says; null when it does not. */
  readonly width: number | null;
  /** Height in pixels as the header says; null when it does not. */
  readonly height: number | null;
  /** Place of the text (`png:parameters`, `exif:UserComment`, …); null without a text. */
  readonly source: string | null;
  /** The generation text as it is embedded: what `parse` takes; null when there is none. */
  readonly text: string | null;
  /**
   * `ok`; `unrecognized` for a text that `parse` does not understand, and for a picture of which only the program is known;
   * `no_metadata`; `unreadable`.
   */
  readonly status: "ok" | "unrecognized" | "no_metadata" | "unreadable";
  /**
   * In one line what is cut off, broken, over budget or unreadable, why a text gives no record, or which program made the file
   * (`c2pa: <name>`) where that is all that is known; null for any other sound file.
   */
  readonly detail: string | null;
}

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
  const reading = picture instanceof Uint8Array
    ? readContainer(bytesSource(picture), JUDGE)
    : readImage(picture, JUDGE);
  const { container, width, height, source, text } = reading;
  const status = statusWithoutText(reading) ??
    (JUDGE.isUnderstood(text ?? "") ? "ok" : "unrecognized");
  const detail = detailOf(reading) ??
    (text !== null && status === "unrecognized" ? JUDGE.whyNothing(text) : null);
  return { container, width, height, source, text, status, detail };
}
