/**
 * The texts in an EXIF block (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6 and 4.7).
 *
 * @module
 */

import { concat, hasText } from "../../bytes/bytes.ts";
import { decodeUtf8 } from "../../bytes/text.ts";
import { oncePerKeys } from "../entries.ts";
import type { TextEntry } from "../format.ts";
import { isTiff, type TiffValue, tiffValues } from "./tiff.ts";
import { decodeUserComment } from "./user_comment.ts";

const USER_COMMENT = 0x9286;
const IMAGE_DESCRIPTION = 0x010e;

/** Tags that are read only under a wanted key, which is their name in lower case. */
const OTHER_TAGS: ReadonlyMap<number, string> = new Map([
  [0x010d, "DocumentName"],
  [0x010f, "Make"],
  [0x0110, "Model"],
  [0x0131, "Software"],
  [0x927c, "MakerNote"],
]);

const EXIF_HEADER = "Exif\0\0";

/** The texts of EXIF blocks by tag. */
export interface ExifEntries {
  readonly userComments: readonly TextEntry[];
  readonly imageDescriptions: readonly TextEntry[];
  /** Those under wanted keys beyond these two. */
  readonly others: readonly TextEntry[];
}

/** Tells whether bytes begin with `Exif\0\0`, which JPEG demands and some WebP and PNG writers add. */
export function hasExifHeader(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, EXIF_HEADER);
}

/** Takes the `Exif\0\0` off that may stand before a TIFF block. */
export function withoutExifHeader(bytes: Uint8Array): Uint8Array {
  return hasExifHeader(bytes) ? bytes.subarray(EXIF_HEADER.length) : bytes;
}

/**
 * Reads UserComment, ImageDescription and the wanted tags out of EXIF blocks; the last block counts first.
 * A block without a TIFF header goes on with the one before it, as writers split a long one.
 *
 * @param blocks The blocks in file order; they must stay as they are while an entry is read.
 * @param keys Wanted keys: `software`, `make`, `model`, `documentname`, `makernote`; all others are passed over.
 * @param note Hears of damage.
 */
export function exifEntries(
  blocks: readonly Uint8Array[],
  keys: readonly string[],
  note: (damage: string) => void,
): ExifEntries {
  const { wanted, tags } = wantedTags(keys);
  const values = joinParts(blocks).reverse().flatMap((block) => tiffValues(block, tags, note));
  const named = (tag: number, name: string): TextEntry[] =>
    values.filter((value) => value.tag === tag).map((value) => entryOf(value, name));
  return {
    userComments: named(USER_COMMENT, "UserComment"),
    imageDescriptions: named(IMAGE_DESCRIPTION, "ImageDescription"),
    others: wanted.flatMap(([tag, name]) => named(tag, name)),
  };
}

const wantedTags = oncePerKeys((keys) => {
  const wanted = [...OTHER_TAGS].filter(([, name]) => keys.includes(name.toLowerCase()));
  const tags = new Set([USER_COMMENT, IMAGE_DESCRIPTION, ...wanted.map(([tag]) => tag)]);
  return { wanted, tags };
});

function entryOf({ tag, bytes, littleEndian }: TiffValue, name: string): TextEntry {
  return {
    key: name.toLowerCase(),
    source: `exif:${name}`,
    read: () => tag === USER_COMMENT ? decodeUserComment(bytes, littleEndian) : decodeUtf8(bytes),
  };
}

function joinParts(blocks: readonly Uint8Array[]): Uint8Array[] {
  const groups: Uint8Array[][] = [];
  for (const block of blocks.map(withoutExifHeader)) {
    if (block.length === 0) continue;
    const last = groups[groups.length - 1];
    if (last === undefined || isTiff(block)) groups.push([block]);
    else last.push(block);
  }
  return groups.map(concat);
}
