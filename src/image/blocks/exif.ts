/**
 * The texts in an EXIF block.
 *
 * @module
 */

import { concat, hasText } from "../../bytes/bytes.ts";
import { type Candidate, candidates } from "../candidate.ts";
import { decodeUtf8 } from "../../bytes/text.ts";
import { isTiff, tiffValues } from "./tiff.ts";
import { decodeUserComment } from "./user_comment.ts";

const USER_COMMENT = 0x9286;
const IMAGE_DESCRIPTION = 0x010e;
const WANTED: ReadonlySet<number> = new Set([USER_COMMENT, IMAGE_DESCRIPTION]);

const EXIF_HEADER = "Exif\0\0";

/** The texts of one EXIF block by tag, in the order in which they count. */
export interface ExifTexts {
  readonly userComments: Candidate[];
  readonly imageDescriptions: Candidate[];
}

/** Whether bytes begin with `Exif\0\0`, which JPEG demands and some WebP and PNG writers add. */
export function hasExifHeader(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, EXIF_HEADER);
}

/** A TIFF block, without the `Exif\0\0` that may stand before it. */
export function withoutExifHeader(bytes: Uint8Array): Uint8Array {
  return hasExifHeader(bytes) ? bytes.subarray(EXIF_HEADER.length) : bytes;
}

/**
 * Reads the UserComment and ImageDescription out of EXIF blocks; the last block counts first.
 * A block without a TIFF header goes on with the one before it, as writers split a long one.
 */
export function exifTexts(
  blocks: readonly Uint8Array[],
  note: (damage: string) => void,
): ExifTexts {
  const userComments: string[] = [];
  const imageDescriptions: string[] = [];
  for (const block of joinParts(blocks).reverse()) {
    for (const { tag, bytes, littleEndian } of tiffValues(block, WANTED, note)) {
      if (tag === USER_COMMENT) userComments.push(decodeUserComment(bytes, littleEndian));
      else imageDescriptions.push(decodeUtf8(bytes));
    }
  }
  return {
    userComments: candidates("exif:UserComment", userComments),
    imageDescriptions: candidates("exif:ImageDescription", imageDescriptions),
  };
}

function joinParts(blocks: readonly Uint8Array[]): Uint8Array[] {
  const groups: Uint8Array[][] = [];
  for (const block of blocks.map(withoutExifHeader)) {
    if (block.length === 0) continue;
    const last = groups.at(-1);
    if (last === undefined || isTiff(block)) groups.push([block]);
    else last.push(block);
  }
  return groups.map(concat);
}
