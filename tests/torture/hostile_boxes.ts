/** Files of boxes, GIF and EBML that a stranger made, and pictures that pretend to hide a text. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import {
  box,
  exifItem,
  ftyp,
  MDAT,
  metaBox,
  moov,
  properties,
  tagList,
  track,
} from "../fixtures/boxes.ts";
import { bytes, u32 } from "../fixtures/bytes.ts";
import { ebmlHeader, element, ID, tags, UNKNOWN_SIZE } from "../fixtures/ebml.ts";
import { header } from "../fixtures/gif.ts";
import { hidingPng } from "../fixtures/hidden.ts";
import { SMALL_PICTURE } from "../fixtures/picture.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import type { HostileFile } from "./hostile_folder.ts";

const MIB = 1 << 20;
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const ZEROS = new Uint8Array(64 * MIB);
const PICTURE = { data: 0, picture: { offset: 0, length: 0 } };

/** Files by what is wrong with them. */
export function hostileBoxes(text: string): readonly HostileFile[] {
  const exif = exifItem(a1111Tiff(text));
  const jxl = bytes(box("JXL ", bytes("\r\n\x87\n")), ftyp("jxl "));
  const free = box("free", bytes());
  const crowd = new Uint8Array(100_000 * free.length);
  for (let at = 0; at < crowd.length; at += free.length) crowd.set(free, at);
  const crossing = {
    type: "Exif" as const,
    content: bytes(exif, new Uint8Array(3 * MIB)),
    parts: 500,
    statedLength: MIB,
  };
  const tag = box("udta", tagList([["comment", text]]));
  const pictures = track(SMALL_PICTURE);
  return [
    {
      name: "bomb.jxl",
      content: bytes(jxl, box("brob", bytes("Exif", brotliCompressSync(ZEROS, FAST)))),
      status: "unreadable",
      detail: /inflates to more than the budget|no codestream/,
    },
    {
      name: "crossing.avif",
      content: bytes(
        ftyp("avif"),
        metaBox([crossing], "idat", properties(SMALL_PICTURE), PICTURE),
        MDAT,
      ),
      status: "unreadable",
      detail: /more than the budget of 16 MiB/,
    },
    {
      name: "crowd.heic",
      content: bytes(ftyp("heic"), crowd),
      status: "unreadable",
      detail: /more than 10000 boxes/,
    },
    {
      name: "crowd behind.mp4",
      content: bytes(ftyp("isom"), moov(pictures, tag, crowd)),
      status: "ok",
      detail: /more than 10000 boxes/,
    },
    {
      name: "lying.mov",
      content: bytes(ftyp("qt  "), u32(1, "big"), "moov", u32(0xffffffff, "big"), u32(7, "big")),
      status: "unreadable",
      detail: /moov/,
    },
    {
      name: "open.webm",
      content: bytes(
        ebmlHeader("webm"),
        element(
          ID.segment,
          bytes(tags(["COMMENT", text]), element(ID.cluster, new Uint8Array(MIB), UNKNOWN_SIZE)),
          UNKNOWN_SIZE,
        ),
      ),
      status: "ok",
    },
    {
      name: "endless.gif",
      content: bytes(header(), "!\xfe", new Uint8Array(20 * MIB).fill(1)),
      status: "unreadable",
      detail: /sub-blocks|budget/,
    },
    {
      name: "hidden bomb.png",
      content: hidingPng({
        mode: "alpha",
        isGzip: true,
        stream: gzipSync(ZEROS),
        width: 1000,
        height: 1000,
      }),
      status: "unreadable",
      detail: /a hidden text inflates to more than the budget/,
    },
    {
      name: "hidden lie.png",
      content: hidingPng({ mode: "rgb", text, bits: 0xfffffff8 }),
      status: "unreadable",
      detail: /a hidden text states a length that it cannot have/,
    },
  ];
}
