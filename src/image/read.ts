/**
 * From an image to the generation text in it.
 *
 * @module
 */

import { BlockReader } from "../bytes/block_reader.ts";
import { LIMITS, type Limits } from "../bytes/budget.ts";
import type { ByteSource } from "../bytes/source.ts";
import { cleanText } from "../bytes/text.ts";
import { producerIn } from "./blocks/credentials.ts";
import { START_LENGTH, type TextChoice, type TextEntry } from "./format.ts";
import { imageFormatOf, whyNoFormat } from "./formats.ts";

/** The text, the size and the damage of an image. */
export interface ContainerReading {
  /** Whether it is a picture or a video; a picture as long as it is of no format. */
  readonly kind: "image" | "video";
  /** The name of its format; null when it is none of the table. */
  readonly container: string | null;
  /** Width in pixels as the file's header says, null when it does not. */
  readonly width: number | null;
  /** Height in pixels as the file's header says, null when it does not. */
  readonly height: number | null;
  /** The raw text that was chosen, without NUL and U+FEFF; null when there is none. */
  readonly text: string | null;
  /** Its place, as `files.metadata_source` has it: `png:parameters`, `exif:UserComment`, … */
  readonly source: string | null;
  /** The program that made a file without a text, as its content credentials name it; null where they name none. */
  readonly producer: string | null;
  /** In one line what is cut off, broken, over budget or unreadable; null for a sound file. */
  readonly damage: string | null;
  /** True when the operating system refused to open or to read the file. */
  readonly ioError: boolean;
  /** Bytes read. */
  readonly bytesRead: number;
  /** Length of the file in bytes. */
  readonly size: number;
}

/**
 * Finds the generation text in an image: the one that is chosen among its texts, which come in the order of
 * precedence of the format, without NUL and U+FEFF. Reads headers and metadata only, within `limits`, and no
 * text that the choice does not ask for. Never throws for what the bytes are.
 *
 * @example
 * ```ts
 * import { readContainer } from "./read.ts";
 * import { bytesSource } from "../bytes/source.ts";
 * const page = bytesSource(new TextEncoder().encode("<!doctype html><title>Not found</title>"));
 * const { damage } = readContainer(page, { keys: [], choose: () => null });
 * if (!damage?.endsWith("file (starts as HTML)")) throw new Error(String(damage));
 * ```
 */
export function readContainer(
  source: ByteSource,
  { keys, choose }: TextChoice,
  limits: Limits = LIMITS,
): ContainerReading {
  const reader = new BlockReader(source, limits);
  const start = reader.peek(0, START_LENGTH);
  const format = imageFormatOf(start);
  if (format === null) reader.note(whyNoFormat(start, source.size));
  // The size first: it stands in what was just read.
  const size = format?.size(reader);
  const chosen = format && choose(clean(format.entries(reader, keys)));
  const credentials = chosen === null ? format?.credentials?.(reader) ?? [] : [];
  return {
    kind: format?.isVideo === true ? "video" : "image",
    container: format?.name ?? null,
    width: size?.width ?? null,
    height: size?.height ?? null,
    text: chosen?.text ?? null,
    source: chosen?.source ?? null,
    producer: producerIn(reader, credentials),
    damage: reader.damage,
    ioError: reader.ioError,
    bytesRead: reader.bytesRead,
    size: source.size,
  };
}

function* clean(entries: Iterable<TextEntry>): Generator<TextEntry> {
  for (const entry of entries) {
    const read = (): string | null => {
      const text = entry.read();
      return text === null ? null : cleanText(text);
    };
    yield { key: entry.key, source: entry.source, read };
  }
}

/**
 * Gives the `files.status` of an image in which no text was found; null when there is one, because then the
 * parser decides between `ok` and `unrecognized`.
 *
 * @example
 * ```ts
 * import { readContainer, statusWithoutText } from "./read.ts";
 * import { bytesSource } from "../bytes/source.ts";
 * const empty = bytesSource(new Uint8Array(0));
 * const reading = readContainer(empty, { keys: [], choose: () => null });
 * if (statusWithoutText(reading) !== "unreadable") throw new Error("an empty file is unreadable");
 * ```
 */
export function statusWithoutText(
  reading: Pick<ContainerReading, "text" | "producer" | "damage">,
): "no_metadata" | "unrecognized" | "unreadable" | null {
  if (reading.text !== null) return null;
  if (reading.producer !== null) return "unrecognized";
  return reading.damage === null ? "no_metadata" : "unreadable";
}

/** Says in one line what there is to say of an image: its damage, and who made it where it has no text. */
export function detailOf(
  { text, producer, damage }: Pick<ContainerReading, "text" | "producer" | "damage">,
): string | null {
  if (text !== null || producer === null) return damage;
  return `c2pa: ${producer}${damage === null ? "" : `; ${damage}`}`;
}
