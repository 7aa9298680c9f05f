/**
 * The texts of a PNG file, in the order in which they count.
 *
 * @module
 */

import type { Block, BlockReader } from "../bytes/block_reader.ts";
import { type Candidate, candidates } from "./candidate.ts";
import { exifTexts, hasExifHeader } from "./blocks/exif.ts";
import { locateChunks, type PngChunks, type TextChunk } from "./png.ts";
import { rawProfile } from "./raw_profile.ts";
import { decodeUtf8, decodeUtf8OrLatin1, withoutCutCharacter } from "../bytes/text.ts";
import { xmpDescriptions } from "./blocks/xmp.ts";

/** The keyword that makes any text generation text. */
const PARAMETERS = "parameters";
/** Keywords that writers of many kinds use, in the order of the specification. */
const COMMON_KEYWORDS = ["description", "comment", "software"] as const;
const XMP_KEYWORD = "xml:com.adobe.xmp";
/** ImageMagick's hex dumps of EXIF and XMP blocks. */
const PROFILE_KEYWORDS = ["raw profile type exif", "raw profile type app1"] as const;
const XMP_PROFILE_KEYWORD = "raw profile type xmp";
/** Keywords of single programs; the graphs of ComfyUI first. */
const PROGRAM_KEYWORDS = [
  "prompt",
  "workflow",
  "invokeai_metadata",
  "sd-metadata",
  "dream",
] as const;

const WANTED: ReadonlySet<string> = new Set([
  PARAMETERS,
  ...COMMON_KEYWORDS,
  XMP_KEYWORD,
  ...PROFILE_KEYWORDS,
  XMP_PROFILE_KEYWORD,
  ...PROGRAM_KEYWORDS,
]);

/** The content of a text chunk as bytes, with whether it is UTF-8 for sure. */
interface Content {
  readonly bytes: Uint8Array;
  readonly isUtf8: boolean;
}

function afterNul(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  return nul < 0 ? bytes.subarray(bytes.length) : bytes.subarray(nul + 1);
}

function inflated(
  reader: BlockReader,
  what: string,
  method: number,
  stream: Uint8Array,
): Uint8Array | null {
  if (method !== 0) {
    reader.note(`${what} is compressed in an unknown way`);
    return null;
  }
  return reader.inflate(stream, what);
}

function contentOf(reader: BlockReader, chunk: TextChunk): Content | null {
  const what = `chunk ${chunk.type} at byte ${chunk.at}`;
  const data = reader.block(chunk, what);
  if (data === null || data.length === 0) return null;
  if (chunk.type === "tEXt") return { bytes: data, isUtf8: false };
  if (chunk.type === "zTXt") {
    const bytes = inflated(reader, what, data[0] ?? 0, data.subarray(1));
    return bytes && { bytes, isUtf8: false };
  }
  const [isCompressed, method = 0] = data;
  const text = afterNul(afterNul(data.subarray(2))); // language, then translated keyword
  const bytes = isCompressed === 1 ? inflated(reader, what, method, text) : text;
  return bytes && { bytes, isUtf8: true };
}

/** The bytes under one keyword: sound chunks before damaged ones, then the last first. */
function* contents(reader: BlockReader, chunks: readonly TextChunk[]): Generator<Content> {
  const damaged: Content[] = [];
  for (const chunk of chunks.toReversed()) {
    const before = reader.damage;
    const isCut = chunk.offset + chunk.length > reader.size;
    const content = contentOf(reader, chunk);
    if (content === null) continue;
    if (!isCut && before === reader.damage) yield content;
    else damaged.push({ bytes: soundStart(content.bytes).slice(), isUtf8: content.isUtf8 });
  }
  yield* damaged;
}

/** A text holds no NUL, so one in a cut text stands behind its end; neither counts half a character. */
function soundStart(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  return withoutCutCharacter(nul < 0 ? bytes : bytes.subarray(0, nul));
}

function* underKeyword(
  reader: BlockReader,
  chunks: PngChunks,
  keyword: string,
): Generator<Content> {
  yield* contents(reader, chunks.texts.get(keyword) ?? []);
}

function* keywordTexts(
  reader: BlockReader,
  chunks: PngChunks,
  keyword: string,
): Generator<Candidate> {
  for (const { bytes, isUtf8 } of underKeyword(reader, chunks, keyword)) {
    const text = isUtf8 ? decodeUtf8(bytes) : decodeUtf8OrLatin1(bytes);
    const source = `png:${keyword}`;
    yield keyword === PARAMETERS ? { source, text, always: true } : { source, text };
  }
}

function* exifCandidates(reader: BlockReader, block: Uint8Array): Generator<Candidate> {
  const { userComments, imageDescriptions } = exifTexts([block], (damage) => reader.note(damage));
  yield* userComments;
  yield* imageDescriptions;
}

function* exifChunks(reader: BlockReader, blocks: readonly Block[]): Generator<Candidate> {
  for (const block of blocks.toReversed()) {
    const bytes = reader.block(block, `chunk eXIf at byte ${block.offset - 8}`);
    if (bytes !== null) yield* exifCandidates(reader, bytes);
  }
}

function xmpCandidates(packet: Uint8Array): Candidate[] {
  return candidates("xmp:dc:description", xmpDescriptions(packet));
}

/**
 * The texts of a PNG file, the most important first; nothing is read of those that are not asked for.
 * Of several chunks under a keyword the last comes first.
 */
export function* pngTexts(reader: BlockReader): Generator<Candidate> {
  const chunks = locateChunks(reader, WANTED);
  for (const keyword of [PARAMETERS, ...COMMON_KEYWORDS]) {
    yield* keywordTexts(reader, chunks, keyword);
  }
  yield* exifChunks(reader, chunks.exif);
  for (const keyword of PROFILE_KEYWORDS) {
    for (const { bytes } of underKeyword(reader, chunks, keyword)) {
      const profile = rawProfile(bytes);
      if (keyword === "raw profile type exif" || hasExifHeader(profile)) {
        yield* exifCandidates(reader, profile);
      }
    }
  }
  for (const { bytes } of underKeyword(reader, chunks, XMP_KEYWORD)) yield* xmpCandidates(bytes);
  for (const { bytes } of underKeyword(reader, chunks, XMP_PROFILE_KEYWORD)) {
    yield* xmpCandidates(rawProfile(bytes));
  }
  for (const keyword of PROGRAM_KEYWORDS) yield* keywordTexts(reader, chunks, keyword);
}
