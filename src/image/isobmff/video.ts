/**
 * MP4 and QuickTime: their tags, wherever `moov` stands, and the size of their pictures. The pictures themselves are
 * jumped over (https://developer.apple.com/documentation/quicktime-file-format).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { videoKeys } from "../video_keys.ts";
import { boxesIn, findBox, viewOf, wholeFile } from "./boxes.ts";
import { familyOf } from "./brands.ts";
import { credentialsIn } from "./credentials.ts";
import { locateTags, type TagPlace, tagText } from "./tags.ts";

interface VideoLayout {
  readonly tags: readonly TagPlace[];
  readonly size: PictureSize | null;
  readonly credentials: readonly Block[];
}

const layoutOf = oncePerReader((reader): VideoLayout => {
  let credentials: readonly Block[] = [];
  for (const box of boxesIn(reader, wholeFile(reader))) {
    const found = credentialsIn(reader, box);
    if (found !== null) credentials = [found];
    if (box.type !== "moov") continue;
    return { tags: locateTags(reader, box), size: sizeIn(reader, box), credentials };
  }
  reader.note("file has no box moov");
  return { tags: [], size: null, credentials };
});

/** Places of width and height in `tkhd` by its version, fixed-point numbers of 16 and 16 bits. */
const TRACK_SIZES = [76, 88];

/** The size of the first track with pictures. */
function sizeIn(reader: BlockReader, moov: Block): PictureSize | null {
  for (const track of boxesIn(reader, moov)) {
    const header = track.type === "trak" ? findBox(reader, track, "tkhd") : undefined;
    const version = header === undefined ? undefined : reader.peek(header.offset, 1)[0];
    const at = TRACK_SIZES[version ?? -1];
    if (header === undefined || at === undefined) continue;
    const bytes = reader.peek(header.offset + at, 8);
    if (bytes.length < 8) continue;
    const [width, height] = [viewOf(bytes).getUint16(0), viewOf(bytes).getUint16(4)];
    if (width > 0 && height > 0) return { width, height };
  }
  return null;
}

function video(
  name: "mp4" | "mov",
  title: string,
  brand: string,
  endings: readonly string[],
): ImageFormat {
  return {
    name,
    title,
    version: 1,
    isVideo: true,
    endings,
    signature: [[0, "\0\0\0"], [4, `ftyp${brand}`]],
    is: (start) => familyOf(start) === name,
    *entries(reader, keys): Generator<TextEntry> {
      const wanted = videoKeys(keys);
      const tags = layoutOf(reader).tags.slice().reverse().filter(({ key }) =>
        wanted.includes(key)
      );
      yield* inOrderOf(
        wanted,
        tags.map((tag) => ({
          key: tag.key,
          source: `${name}:${tag.key}`,
          read: (): string | null => tagText(reader, tag),
        })),
      );
    },
    size: (reader) => layoutOf(reader).size,
    credentials: (reader) => layoutOf(reader).credentials,
  };
}

/** MP4. */
export const MP4: ImageFormat = video("mp4", "MP4", "isom", [".mp4", ".m4v"]);

/** QuickTime. */
export const MOV: ImageFormat = video("mov", "QuickTime", "qt  ", [".mov"]);
