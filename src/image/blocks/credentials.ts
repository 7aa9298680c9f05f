/**
 * Content credentials: the manifests of C2PA, which name the program that made a picture, and no prompt
 * (https://spec.c2pa.org/specifications/specifications/2.1/specs/C2PA_Specification.html, 10 and 11; their boxes are those
 * of JUMBF, https://www.iso.org/standard/84635.html).
 *
 * @module
 */

import { type Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { bytesSource } from "../../bytes/source.ts";
import { decodeLatin1, decodeUtf8 } from "../../bytes/text.ts";
import { type Box, boxesIn, wholeFile } from "../isobmff/boxes.ts";

/** Longest manifests that are looked at: most are of a few KiB, and of some hundreds with a thumbnail. */
const MAX_LENGTH = 4 * 1024 * 1024;
const SUPERBOX = "jumb";
const DESCRIPTION = "jumd";
const CONTENT = "cbor";
const CLAIM = "c2pa.claim";
/** The type of a superbox and its flags, before its label. */
const LABEL_AT = 17;
const MAX_LABEL = 200;
const MAX_CLAIM = 64 * 1024;
const MAX_NAME = 100;

/**
 * Names the program that made a file by its content credentials.
 *
 * @param parts The stretches of the file that make up the manifests.
 * @returns Its name; null where none is stated, or it cannot be read.
 */
export function producerIn(reader: BlockReader, parts: readonly Block[]): string | null {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length === 0 || length > MAX_LENGTH) return null;
  const bytes = reader.joined(parts, "content credentials");
  // A reader of its own: what is wrong with manifests is no damage of the picture.
  const inside = new BlockReader(bytesSource(bytes ?? new Uint8Array(0)));
  const store = boxesIn(inside, wholeFile(inside)).find(({ type }) => type === SUPERBOX);
  // The last manifest is that of the file; those before it are of what it was made from.
  const manifest = store && superboxesIn(inside, store).slice().reverse()[0];
  const claim = manifest &&
    superboxesIn(inside, manifest).slice().reverse().find((box) =>
      labelOf(inside, box).startsWith(CLAIM)
    );
  const content = claim && [...boxesIn(inside, claim)].find(({ type }) => type === CONTENT);
  if (content === undefined) return null;
  return nameIn(inside.peek(content.offset, Math.min(content.length, MAX_CLAIM)));
}

function superboxesIn(reader: BlockReader, parent: Block): Box[] {
  return [...boxesIn(reader, parent)].filter(({ type }) => type === SUPERBOX);
}

function labelOf(reader: BlockReader, superbox: Block): string {
  for (const { type, offset, length } of boxesIn(reader, superbox)) {
    if (type !== DESCRIPTION) continue;
    return decodeLatin1(reader.peek(offset, Math.min(length, MAX_LABEL)).subarray(LABEL_AT));
  }
  return "";
}

/** Finds the name in a claim: that of `claim_generator_info`, else the first word of `claim_generator`. */
function nameIn(claim: Uint8Array): string | null {
  const info = behindText(claim, 0, "claim_generator_info");
  const nameAt = info === null ? null : behindText(claim, info, "name");
  const generatorAt = behindText(claim, 0, "claim_generator");
  const name = textAt(claim, nameAt) ?? textAt(claim, generatorAt)?.split(/[ /]/)[0] ?? null;
  const clean = name?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim().slice(0, MAX_NAME);
  return clean === undefined || clean === "" ? null : clean;
}

/** The major type of texts, and the forms in which they state their length (https://www.rfc-editor.org/rfc/rfc8949, 3). */
const TEXT = 0x60;
const MAX_SHORT = 23;
const LENGTH_8 = TEXT + 24;
const LENGTH_16 = TEXT + 25;

/** The place behind a short text; null where it does not stand. */
function behindText(bytes: Uint8Array, from: number, text: string): number | null {
  for (let at = bytes.indexOf(TEXT + text.length, from); at >= 0;) {
    if (hasText(bytes, at + 1, text)) return at + 1 + text.length;
    at = bytes.indexOf(TEXT + text.length, at + 1);
  }
  return null;
}

/** The text at a place; null where none stands. */
function textAt(bytes: Uint8Array, at: number | null): string | null {
  if (at === null) return null;
  const [head = 0, high = 0, low = 0] = bytes.subarray(at);
  if (head === LENGTH_8) return decodeUtf8(bytes.subarray(at + 2, at + 2 + high));
  if (head === LENGTH_16) return decodeUtf8(bytes.subarray(at + 3, at + 3 + high * 256 + low));
  if (head < TEXT || head > TEXT + MAX_SHORT) return null;
  return decodeUtf8(bytes.subarray(at + 1, at + 1 + head - TEXT));
}
