/**
 * Content credentials in files of boxes
 * (https://spec.c2pa.org/specifications/specifications/2.1/specs/C2PA_Specification.html, A.5).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { behind, type Box } from "./boxes.ts";

/** The number of their box, each byte as one character. */
const UUID = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
const VERSION_LENGTH = 4;
const PURPOSE = "manifest\0";
/** Offset of a box of its kind that goes on elsewhere. */
const MERKLE_LENGTH = 8;
const HEAD = UUID.length + VERSION_LENGTH + PURPOSE.length + MERKLE_LENGTH;

/** The manifests in a box `uuid`; null where it holds something else. */
export function credentialsIn(reader: BlockReader, box: Box): Block | null {
  if (box.type !== "uuid") return null;
  const start = reader.peek(box.offset, Math.min(box.length, HEAD));
  const areCredentials = hasText(start, 0, UUID) &&
    hasText(start, UUID.length + VERSION_LENGTH, PURPOSE);
  return areCredentials ? behind(box, HEAD) : null;
}
