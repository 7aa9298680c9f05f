/**
 * From an image to the generation text in it.
 *
 * @module
 */

import { BlockReader } from "../bytes/block_reader.ts";
import { LIMITS, type Limits } from "../bytes/budget.ts";
import type { Candidate } from "./candidate.ts";
import { ioErrorReason } from "../bytes/io_error.ts";
import { jpegTexts } from "./jpeg.ts";
import { containerOf, type ImageContainer, MAGIC_LENGTH, whyNoContainer } from "./magic.ts";
import { pngTexts } from "./png_text.ts";
import { type ByteSource, FileSource } from "../bytes/source.ts";
import { cleanText } from "../bytes/text.ts";
import { webpTexts } from "./webp.ts";

/** What was found in an image. */
export interface ContainerReading {
  /** What the file is by its first bytes; null when it is none of the three. */
  readonly container: ImageContainer | null;
  /** The raw text that counts, without NUL and U+FEFF; null when there is none. */
  readonly text: string | null;
  /** Where it stands, as `files.metadata_source` has it: `png:parameters`, `exif:UserComment`, … */
  readonly source: string | null;
  /** In one line what is cut off, broken, over budget or unreadable; null for a sound file. */
  readonly damage: string | null;
  /** True when the operating system refused to open or to read the file. */
  readonly ioError: boolean;
  /** How many bytes were read. */
  readonly bytesRead: number;
  /** Length of the file in bytes. */
  readonly size: number;
}

/** Whether a text, NUL and U+FEFF taken out, is generation text; `sd_detect` decides that. */
export type IsGenerationText = (text: string) => boolean;

const READERS: Readonly<Record<ImageContainer, (reader: BlockReader) => Iterable<Candidate>>> = {
  png: pngTexts,
  jpeg: jpegTexts,
  webp: webpTexts,
};

/**
 * Finds the generation text in an image: the first text in the order of the container that counts.
 * Blank text never counts. Reads headers and metadata only, within `limits`. Never
 * throws for what the bytes are.
 *
 * @example
 * ```ts
 * import { readContainer } from "./read.ts";
 * import { bytesSource } from "../bytes/source.ts";
 * const page = bytesSource(new TextEncoder().encode("<!doctype html><title>Not found</title>"));
 * const { damage } = readContainer(page, () => true);
 * if (damage !== "not a PNG, JPEG or WebP image (starts as HTML)") throw new Error(String(damage));
 * ```
 */
export function readContainer(
  source: ByteSource,
  isGenerationText: IsGenerationText,
  limits: Limits = LIMITS,
): ContainerReading {
  const reader = new BlockReader(source, limits);
  const start = reader.peek(0, MAGIC_LENGTH);
  const container = containerOf(start);
  if (container === null) reader.note(whyNoContainer(start, source.size));
  const found = container && firstThatCounts(READERS[container](reader), isGenerationText);
  return {
    container,
    text: found?.text ?? null,
    source: found?.source ?? null,
    damage: reader.damage,
    ioError: reader.ioError,
    bytesRead: reader.bytesRead,
    size: source.size,
  };
}

function firstThatCounts(
  texts: Iterable<Candidate>,
  isGenerationText: IsGenerationText,
): Candidate | null {
  for (const { source, text, always } of texts) {
    const clean = cleanText(text);
    if (clean.trim() !== "" && (always || isGenerationText(clean))) return { source, text: clean };
  }
  return null;
}

/** A reading of a file that could not be read. */
function unreadable(reason: string): ContainerReading {
  return {
    container: null,
    text: null,
    source: null,
    damage: `cannot be read: ${reason}`,
    ioError: true,
    bytesRead: 0,
    size: 0,
  };
}

/**
 * Opens an image and finds the generation text in it, as {@link readContainer} does. Never throws for
 * what the file is or holds: an error of the operating system is the reading's `damage`, with `ioError`.
 * Throws `Deno.errors.NotCapable` without read permission.
 *
 * @param size Its size in bytes, where that is known.
 * @param maxRead Most bytes to read at once; where more is needed, `LongRead` is thrown.
 */
export function readImage(
  path: string,
  isGenerationText: IsGenerationText,
  size?: number,
  maxRead?: number,
): ContainerReading {
  try {
    using file = Deno.openSync(path);
    return readContainer(new FileSource(file, size, maxRead), isGenerationText);
  } catch (error) {
    const reason = ioErrorReason(error);
    if (reason === null) throw error;
    return unreadable(reason);
  }
}

/**
 * The `files.status` of an image in which nothing was found; null when there is a text, because then the
 * parser decides between `ok` and `unrecognized`.
 *
 * @example
 * ```ts
 * import { readContainer, statusWithoutText } from "./read.ts";
 * import { bytesSource } from "../bytes/source.ts";
 * const reading = readContainer(bytesSource(new Uint8Array(0)), () => true);
 * if (statusWithoutText(reading) !== "unreadable") throw new Error("an empty file is unreadable");
 * ```
 */
export function statusWithoutText(reading: ContainerReading): "no_metadata" | "unreadable" | null {
  if (reading.text !== null) return null;
  return reading.damage === null ? "no_metadata" : "unreadable";
}
