/**
 * Reading one picture, without a database.
 *
 * @module
 */
import { bytesSource } from "../bytes/source.ts";
import { readContainer, statusWithoutText } from "../image/read.ts";
import { readImage } from "../scan/read/image_file.ts";
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
  /** `ok`; `unrecognized` for a text that `parse` does not understand; `no_metadata`; `unreadable`. */
  readonly status: "ok" | "unrecognized" | "no_metadata" | "unreadable";
  /** In one line what is cut off, broken, over budget or unreadable; null for a sound file. */
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
 * const { status, detail } = readPicture(new TextEncoder().encode("GIF89a"));
 * assert.equal(status, "unreadable");
 * assert.match(detail ?? "", /starts as GIF/);
 * ```
 */
export function readPicture(picture: string | URL | Uint8Array): PictureReading {
  const reading = picture instanceof Uint8Array
    ? readContainer(bytesSource(picture), JUDGE)
    : readImage(picture, JUDGE);
  const { container, width, height, source, text, damage } = reading;
  const status = statusWithoutText(reading) ??
    (JUDGE.isUnderstood(text ?? "") ? "ok" : "unrecognized");
  return { container, width, height, source, text, status, detail: damage };
}
