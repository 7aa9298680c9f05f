/**
 * A picture format: how its files are told from others, and where their texts and their size stand.
 *
 * @module
 */

import type { Block, BlockReader } from "../bytes/block_reader.ts";
import type { Signature } from "./signature.ts";

/** A text of a picture, read only when asked for. */
export interface TextEntry {
  /**
   * Its key in lower case: a PNG keyword, `usercomment`, `imagedescription`, `software`, `make`, `model`,
   * `documentname`, `makernote`, `dc:description`, `creatortool`, `com`, the name of a video's tag, `hidden`, `sidecar`.
   */
  readonly key: string;
  /** The value for `files.metadata_source`: `png:parameters`, `exif:UserComment`, … */
  readonly source: string;
  /** Reads and decodes it; null when that is not possible. */
  read(): string | null;
}

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A picture format; one line in the table of `formats.ts` makes it known everywhere. */
export interface ImageFormat {
  /** Its name in `files.container`. */
  readonly name: string;
  /** Its name in messages and documents. */
  readonly title: string;
  /** Raised when its files are read differently, so that a scan reads them once more. */
  readonly version: number;
  /** Whether its files are videos, which `files.kind` says. */
  readonly isVideo?: true;
  /** Endings of file names that a scan takes for this format, in lower case, with their dot. */
  readonly endings: readonly string[];
  /** Bytes that every file of the format begins with; a file that ends within them is cut off. */
  readonly signature: Signature;
  /** Whether a file is of this format, by its first bytes ({@link START_LENGTH} of them, or the whole file). */
  is(start: Uint8Array): boolean;
  /**
   * The texts in the order of precedence; of several under one key the last first, sound before damaged.
   *
   * @param keys Keys beyond the common ones that somebody wants, in lower case. Their texts come after the
   * common ones, in the order of the keys; no text under any other key is read.
   */
  entries(reader: BlockReader, keys: readonly string[]): Iterable<TextEntry>;
  /** Width and height of the file's own header, null when it does not say. */
  size(reader: BlockReader): PictureSize | null;
  /** The stretches that make up its content credentials, none where there are none; asked once no text was found. */
  credentials?(reader: BlockReader): readonly Block[];
}

/** Bytes at the start of a file that decide what it is. */
export const START_LENGTH = 64;

/** A text that was chosen, with its place. */
export interface ChosenText {
  readonly text: string;
  readonly source: string;
}

/** Chooses among the texts of a picture: the one that is stored. Given from above, since formats know no generators. */
export type Choose = (entries: Iterable<TextEntry>) => ChosenText | null;

/** Says which texts of a picture matter. */
export interface TextChoice {
  /** Keys beyond the common ones, in lower case, in the order in which they count. */
  readonly keys: readonly string[];
  readonly choose: Choose;
}
