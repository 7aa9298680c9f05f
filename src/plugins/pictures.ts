/**
 * Reading pictures out of memory, texts judged by the generators of a connection.
 *
 * @module
 */
import { bytesSource } from "../bytes/source.ts";
import type { Generator } from "../generators/generator.ts";
import { type Judge, judgeOf } from "../generators/judge.ts";
import { HIDDEN_KEY } from "../image/png/hidden/hidden.ts";
import {
  type ContainerReading,
  detailOf,
  readContainer,
  statusWithoutText,
} from "../image/read.ts";

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

/** Gives a reading its status, and says what there is to say. */
export function judged(
  reading: ContainerReading,
  { isUnderstood, whyNothing }: Judge,
): PictureReading {
  const { container, width, height, source, text } = reading;
  const status = statusWithoutText(reading) ??
    (isUnderstood(text ?? "") ? "ok" : "unrecognized");
  const detail = detailOf(reading) ??
    (text !== null && status === "unrecognized" ? whyNothing(text) : null);
  return { container, width, height, source, text, status, detail };
}

const judges = new WeakMap<readonly Generator[], Judge>();

function judgeFor(generators: readonly Generator[]): Judge {
  const judge = judges.get(generators) ?? judgeOf(generators, { extras: [HIDDEN_KEY] });
  judges.set(generators, judge);
  return judge;
}

/** Reads a picture, as a scan does; never throws for what the bytes are. */
export function readingOf(bytes: Uint8Array, generators: readonly Generator[]): PictureReading {
  const judge = judgeFor(generators);
  return judged(readContainer(bytesSource(bytes), judge), judge);
}

/** Reads the text of a picture alone, null where there is none; never throws for what the bytes are. */
export function textOf(bytes: Uint8Array, generators: readonly Generator[]): string | null {
  return readContainer(bytesSource(bytes), judgeFor(generators)).text;
}
