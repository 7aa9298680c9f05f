/**
 * PNG, animated PNG included (https://www.w3.org/TR/png-3/): its texts in the order in which they count, and its size.
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { decodeUtf8, decodeUtf8OrLatin1 } from "../../bytes/text.ts";
import { exifEntries, hasExifHeader } from "../blocks/exif.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { oncePerKeys, rankedEntries, wantedAmong } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { locatePngChunks, type TextChunk } from "./chunks.ts";
import { contents } from "./contents.ts";
import { HIDDEN_KEY, hiddenEntries } from "./hidden/hidden.ts";
import { rawProfile } from "./raw_profile.ts";

const SIGNATURE: Signature = [[0, "\x89PNG\r\n\x1a\n"]];

/** Keywords that writers of many kinds use, in the order of precedence. */
const COMMON_KEYWORDS: readonly string[] = ["parameters", "description", "comment", "software"];
const XMP_KEYWORD = "xml:com.adobe.xmp";
/** ImageMagick's hex dumps of EXIF and XMP blocks. */
const EXIF_PROFILE_KEYWORD = "raw profile type exif";
const APP1_PROFILE_KEYWORD = "raw profile type app1";
const XMP_PROFILE_KEYWORD = "raw profile type xmp";
const BLOCK_KEYWORDS = [
  XMP_KEYWORD,
  EXIF_PROFILE_KEYWORD,
  APP1_PROFILE_KEYWORD,
  XMP_PROFILE_KEYWORD,
] as const;

/** Offset of the type of the first chunk, which width and height follow (https://www.w3.org/TR/png-3/#11IHDR). */
const FIRST_TYPE = 12;
const WIDTH = 16;
const HEIGHT = 20;
const HEADER_END = 24;
/** A dimension of 0 or of more than 31 bits is not valid. */
const MAX_DIMENSION = 0x7fffffff;

function size(reader: BlockReader): PictureSize | null {
  const start = reader.peek(0, HEADER_END);
  if (start.length < HEADER_END || !hasText(start, FIRST_TYPE, "IHDR")) return null;
  const view = new DataView(start.buffer, start.byteOffset);
  const [width, height] = [view.getUint32(WIDTH), view.getUint32(HEIGHT)];
  const isValid = (length: number): boolean => length > 0 && length <= MAX_DIMENSION;
  return isValid(width) && isValid(height) ? { width, height } : null;
}

const wantedKeywords = oncePerKeys((keys): ReadonlySet<string> =>
  new Set([...COMMON_KEYWORDS, ...BLOCK_KEYWORDS, ...keys])
);

function* texts(reader: BlockReader, chunks: readonly TextChunk[]): Generator<string> {
  for (const { bytes, isUtf8 } of contents(reader, chunks)) {
    yield isUtf8 ? decodeUtf8(bytes) : decodeUtf8OrLatin1(bytes);
  }
}

/** Content credentials, as the walk through the chunks of a file came by them. */
const CREDENTIALS = new WeakMap<BlockReader, Block | null>();

/** Walks the places of a PNG file; gathers on the way what only counts at the end. */
class PngEntries {
  /** Entries under wanted keys out of EXIF and XMP. */
  private readonly others: TextEntry[] = [];
  private readonly texts: ReadonlyMap<string, readonly TextChunk[]>;
  private readonly exif: readonly Block[];
  private readonly firstData: number | null;

  constructor(readonly reader: BlockReader, readonly keys: readonly string[]) {
    const chunks = locatePngChunks(reader, wantedKeywords(keys));
    const { texts, exif, firstData } = chunks;
    [this.texts, this.exif, this.firstData] = [texts, exif, firstData];
    CREDENTIALS.set(reader, chunks.credentials);
  }

  *inOrder(): Generator<TextEntry> {
    for (const keyword of COMMON_KEYWORDS) yield* this.under(keyword);
    if (this.hasBlocks()) yield* this.blocksInOrder();
    yield* this.underWantedKeys();
    // Last of all, since the picture has to be inflated for it.
    if (this.keys.includes(HIDDEN_KEY)) yield* hiddenEntries(this.reader, this.firstData);
  }

  /** Most files have none: to ask first is a tenth of reading a small one. */
  private hasBlocks(): boolean {
    return this.exif.length > 0 || BLOCK_KEYWORDS.some((keyword) => this.texts.has(keyword));
  }

  private *blocksInOrder(): Generator<TextEntry> {
    yield* this.exifOf(this.exifChunks());
    yield* this.exifOf([...this.profiles(EXIF_PROFILE_KEYWORD)].reverse());
    yield* this.exifOf([...this.profiles(APP1_PROFILE_KEYWORD)].filter(hasExifHeader).reverse());
    for (const packet of this.bytesUnder(XMP_KEYWORD)) yield* this.xmpOf(packet);
    for (const packet of this.profiles(XMP_PROFILE_KEYWORD)) yield* this.xmpOf(packet);
  }

  private *underWantedKeys(): Generator<TextEntry> {
    const keywords = [...this.texts.keys()].filter((key) => !COMMON_KEYWORDS.includes(key));
    const present = [...keywords, ...this.others.map(({ key }) => key)];
    for (const key of wantedAmong(present, this.keys)) {
      if (keywords.includes(key)) yield* this.under(key);
      yield* this.others.filter((entry) => entry.key === key);
    }
  }

  private under(keyword: string): readonly TextEntry[] {
    const chunks = this.texts.get(keyword);
    if (chunks === undefined) return [];
    return rankedEntries(keyword, `png:${keyword}`, chunks.length, texts(this.reader, chunks));
  }

  private *bytesUnder(keyword: string): Generator<Uint8Array> {
    const chunks = this.texts.get(keyword);
    if (chunks === undefined) return;
    for (const { bytes } of contents(this.reader, chunks)) yield bytes;
  }

  private *profiles(keyword: string): Generator<Uint8Array> {
    for (const bytes of this.bytesUnder(keyword)) yield rawProfile(bytes);
  }

  private exifChunks(): Uint8Array[] {
    return this.exif.flatMap((block) =>
      this.reader.block(block, `chunk eXIf at byte ${block.offset - 8}`)?.slice() ?? []
    );
  }

  private exifOf(blocks: readonly Uint8Array[]): TextEntry[] {
    if (blocks.length === 0) return [];
    const entries = exifEntries(blocks, this.keys, (damage) => this.reader.note(damage));
    this.others.push(...entries.others);
    return [...entries.userComments, ...entries.imageDescriptions];
  }

  private xmpOf(packet: Uint8Array): readonly TextEntry[] {
    const entries = xmpEntries(packet, this.keys);
    this.others.push(...entries.others);
    return entries.descriptions;
  }
}

/** PNG and APNG. */
export const PNG: ImageFormat = {
  name: "png",
  title: "PNG",
  version: 2,
  endings: [".png", ".apng"],
  signature: SIGNATURE,
  is: (start) => hasSignature(start, SIGNATURE),
  entries: (reader, keys) => new PngEntries(reader, keys).inOrder(),
  size,
  credentials: (reader) => [CREDENTIALS.get(reader) ?? []].flat(),
};
