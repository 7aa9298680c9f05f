/**
 * WebM and Matroska (https://www.rfc-editor.org/rfc/rfc9559): their tags, and the size of their pictures.
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { decodeLatin1, decodeUtf8, withoutTrailingNuls } from "../../bytes/text.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { videoKeys } from "../video_keys.ts";
import { type Element, elementsIn, unsignedIn } from "./elements.ts";
import { MAX_TAGS, type TagPlace, tagsIn } from "./tags.ts";

const SIGNATURE: Signature = [[0, "\x1a\x45\xdf\xa3"]];
/** The type of document that makes a file WebM. */
const WEBM_TYPE = "webm";

/** Elements by their numbers (RFC 9559, 5.1). */
const SEGMENT = 0x18538067;
const SEEK_HEAD = 0x114d9b74;
const SEEK = 0x4dbb;
const SEEK_ID = 0x53ab;
const SEEK_POSITION = 0x53ac;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const VIDEO = 0xe0;
const PIXEL_WIDTH = 0xb0;
const PIXEL_HEIGHT = 0xba;
const CLUSTER = 0x1f43b675;
const TAGS = 0x1254c367;

interface MatroskaLayout {
  readonly tags: readonly TagPlace[];
  readonly size: PictureSize | null;
}

const layoutOf = oncePerReader((reader): MatroskaLayout => {
  const tags: TagPlace[] = [];
  let size: PictureSize | null = null;
  const segment = elementsIn(reader, { offset: 0, length: reader.size })
    .find(({ id }) => id === SEGMENT);
  if (segment === undefined) reader.note("file has no segment");
  for (const element of segment === undefined ? [] : partsOf(reader, segment)) {
    if (element.id === TRACKS) size = size ?? sizeIn(reader, element);
    if (element.id !== TAGS) continue;
    tags.push(...tagsIn(reader, element));
    if (tags.length > MAX_TAGS) tags.splice(0, tags.length - MAX_TAGS);
  }
  return { tags, size };
});

/** Walks the parts of a segment: over its clusters, unless the directory at its start tells what stands behind them. */
function* partsOf(reader: BlockReader, segment: Block): Generator<Element> {
  const places = new Map<number, number>();
  const seen = new Set<number>();
  for (const element of elementsIn(reader, segment)) {
    if (element.id === SEEK_HEAD) readDirectory(reader, element, segment, places);
    if (element.id !== CLUSTER) {
      seen.add(element.at);
      yield element;
    } else if (element.isOpen || places.has(TAGS)) break;
  }
  for (const at of places.values()) if (!seen.has(at)) yield* elementAt(reader, segment, at);
}

/** The element at a place that the directory names. */
function* elementAt(reader: BlockReader, segment: Block, at: number): Generator<Element> {
  const end = segment.offset + segment.length;
  if (at < segment.offset || at >= end) return;
  for (const element of elementsIn(reader, { offset: at, length: end - at })) {
    yield element;
    return;
  }
}

/** Reads where tags and tracks stand that come behind the pictures. */
function readDirectory(
  reader: BlockReader,
  head: Element,
  segment: Block,
  places: Map<number, number>,
): void {
  for (const seek of elementsIn(reader, head)) {
    if (seek.id !== SEEK) continue;
    let id = 0;
    let position: number | null = null;
    for (const part of elementsIn(reader, seek)) {
      if (part.id === SEEK_ID) id = unsignedIn(reader, part);
      else if (part.id === SEEK_POSITION) position = unsignedIn(reader, part);
    }
    if (position !== null && (id === TAGS || id === TRACKS)) {
      places.set(id, segment.offset + position);
    }
  }
}

function sizeIn(reader: BlockReader, tracks: Element): PictureSize | null {
  for (const track of elementsIn(reader, tracks)) {
    for (const video of track.id === TRACK_ENTRY ? elementsIn(reader, track) : []) {
      if (video.id !== VIDEO) continue;
      let [width, height] = [0, 0];
      for (const part of elementsIn(reader, video)) {
        if (part.id === PIXEL_WIDTH) width = unsignedIn(reader, part);
        else if (part.id === PIXEL_HEIGHT) height = unsignedIn(reader, part);
      }
      if (width > 0 && height > 0) return { width, height };
    }
  }
  return null;
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const wanted = videoKeys(keys);
  const tags = layoutOf(reader).tags.slice().reverse().filter(({ key }) => wanted.includes(key));
  yield* inOrderOf(
    wanted,
    tags.map(({ key, value }) => ({
      key,
      source: `matroska:${key}`,
      read: (): string | null => {
        const bytes = reader.block(value, `tag at byte ${value.offset}`);
        return bytes && decodeUtf8(withoutTrailingNuls(bytes));
      },
    })),
  );
}

function documentTypeIsWebm(start: Uint8Array): boolean {
  return decodeLatin1(start).includes(WEBM_TYPE);
}

function matroska(
  name: string,
  title: string,
  endings: readonly string[],
  isWebm: boolean,
): ImageFormat {
  return {
    name,
    title,
    version: 1,
    isVideo: true,
    endings,
    signature: SIGNATURE,
    is: (start) => hasSignature(start, SIGNATURE) && documentTypeIsWebm(start) === isWebm,
    entries,
    size: (reader) => layoutOf(reader).size,
  };
}

/** WebM. */
export const WEBM: ImageFormat = matroska("webm", "WebM", [".webm"], true);

/** Matroska. */
export const MKV: ImageFormat = matroska("mkv", "Matroska", [".mkv"], false);
