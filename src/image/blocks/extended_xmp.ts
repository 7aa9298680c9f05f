/**
 * Putting together an XMP packet that was too long for one JPEG segment
 * (https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart3.pdf, 1.1.3.1).
 *
 * @module
 */

import { concat } from "../../bytes/bytes.ts";
import { decodeLatin1 } from "../../bytes/text.ts";

/** A part of extended XMP. */
export interface XmpPart {
  /** The MD5 of the whole, in hexadecimal. */
  readonly guid: string;
  /** Stated length of the whole, in bytes. */
  readonly fullLength: number;
  /** Offset of the part in the whole. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Lengths of the GUID, and of the GUID, the full length and the offset before the bytes of a part. */
const GUID_LENGTH = 32;
const PART_HEADER_LENGTH = 40;

/** Reads a part as it stands in its segment, after the identifier; null when it is too short to be one. */
export function xmpPart(bytes: Uint8Array): XmpPart | null {
  if (bytes.length < PART_HEADER_LENGTH) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    guid: decodeLatin1(bytes.subarray(0, GUID_LENGTH)),
    fullLength: view.getUint32(GUID_LENGTH),
    offset: view.getUint32(GUID_LENGTH + 4),
    bytes: bytes.subarray(PART_HEADER_LENGTH),
  };
}

/** The main packet names its extension, in an attribute or an element. */
const NAMED_GUID = /HasExtendedXMP\s*(?:=\s*["']|>)\s*([0-9A-Fa-f]{32})/;

/**
 * Puts together the extended packet that the main packet names, out of parts in any order; its start where parts are
 * missing, and nothing when it is not named. Memory follows the parts, never the lengths they state.
 */
export function extendedXmp(
  main: Uint8Array,
  parts: readonly XmpPart[],
  note: (damage: string) => void,
): Uint8Array {
  const guid = NAMED_GUID.exec(decodeLatin1(main))?.[1]?.toUpperCase();
  const own = parts.filter((part) => part.guid.toUpperCase() === guid)
    .sort((a, b) => a.offset - b.offset);
  const used: Uint8Array[] = [];
  let end = 0;
  for (const { offset, bytes } of own) {
    if (offset > end) break;
    const isNew = offset + bytes.length > end;
    if (isNew) used.push(bytes.subarray(end - offset));
    if (isNew) end = offset + bytes.length;
  }
  if (own.some(({ fullLength }) => fullLength > end)) note("extended XMP is not complete");
  return concat(used);
}
