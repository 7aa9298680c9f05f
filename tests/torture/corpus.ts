/** What mutation begins with: our own samples and fixtures, and the shared collection of real files where it is. */
import { existsSync } from "node:fs";
import { bytes, utf8 } from "../fixtures/bytes.ts";
import { comSegment, exifSegment, extendedXmpSegment, jpeg, xmpSegment } from "../fixtures/jpeg.ts";
import { BUILDERS } from "../fixtures/formats/builders.ts";
import { hidingPng } from "../fixtures/hidden.ts";
import { chunk, eXIf, iTXt, png, rawProfileText, tEXt, zTXt } from "../fixtures/png.ts";
import * as sampleTexts from "../fixtures/sample_texts.ts";
import {
  a1111Tiff,
  commentTiff,
  descriptionEntry,
  tiff,
  unicodeComment,
} from "../fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../fixtures/webp.ts";
import { descriptionRdf, xmpPacket, xmpText } from "../fixtures/xmp.ts";
import { SHARED } from "../support/data.ts";
import { walkSync } from "../support/walk.ts";

const SAMPLES = new URL("../../samples/", import.meta.url);
const DATA = new URL("../data/", import.meta.url);
const IMAGE = /\.(?:png|jpe?g|webp|avif|heic|jxl|gif|mp4|mov|webm|mkv)$/i;
/** Pixels beyond this are not worth the copying. */
const LONGEST_IMAGE = 64 * 1024;

function toFileUrl(folder: string): URL {
  return new URL(`file://${Deno.realPathSync(folder)}/`);
}

function imagesBelow(folder: URL): Uint8Array[] {
  return walkSync(folder, "./").filter((name) => IMAGE.test(name))
    .map((name) => Deno.readFileSync(new URL(name, folder)))
    .filter((image) => image.length <= LONGEST_IMAGE);
}

/** One image for each place where text may stand. */
function fixtures(text: string): Uint8Array[] {
  const exif = a1111Tiff(text);
  const packet = xmpPacket(text);
  const [half, guid] = [packet.length >> 1, "0123456789ABCDEF".repeat(2)];
  const note = utf8(xmpText(
    `<rdf:Description xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"/>`,
  ));
  return [
    png({ before: [tEXt("parameters", utf8(text))], after: [tEXt("Comment", "x")] }),
    png({ after: [zTXt("parameters", utf8(text))], idatLength: 8 }),
    png({ before: [iTXt("parameters", text, { isCompressed: true, language: "ja" })] }),
    png({ before: [iTXt("Description", text), eXIf(exif)] }),
    png({
      before: [zTXt("Raw profile type exif", rawProfileText("exif", bytes("Exif\0\0", exif)))],
    }),
    png({ before: [iTXt("XML:com.adobe.xmp", new TextDecoder().decode(packet))] }),
    jpeg([exifSegment(exif), comSegment(utf8(text))]),
    jpeg([exifSegment(commentTiff("II", unicodeComment(text, "little")))]),
    jpeg([exifSegment(tiff("II", [descriptionEntry(text)])), xmpSegment(packet)]),
    jpeg([
      xmpSegment(note),
      extendedXmpSegment(guid, packet, half, packet.length),
      extendedXmpSegment(guid, packet, 0, half),
    ]),
    webp([riffChunk("EXIF", exif)], [vp8x(FLAG.exif)]),
    webp([riffChunk("EXIF", bytes("Exif\0\0", exif)), riffChunk("XMP ", packet)]),
    webp([
      riffChunk("XMP ", utf8(xmpText(descriptionRdf([{ language: "en", text: "a <lora:b:1>" }])))),
    ]),
    png({ before: [chunk("tEXt", bytes("prompt\0", JSON.stringify(sampleTexts.GRAPH_PROMPT)))] }),
  ];
}

/** One file for each place in the formats of boxes, GIF and EBML, and pictures that hide a text. */
function otherFormats(text: string): Uint8Array[] {
  const known = ["png", "jpeg", "webp"];
  const files = BUILDERS.filter(({ format }) => !known.includes(format.name))
    .flatMap(({ file, places, emptyParts }) =>
      places.map((place, n) =>
        file([place.part(text), ...emptyParts.slice(0, n & 1)], n & 2 ? "behind" : "before")
      )
    );
  return [
    ...files,
    hidingPng({ mode: "alpha", isGzip: true, text, width: 24 }),
    hidingPng({ mode: "rgb", text, width: 40, filter: "all" }),
  ];
}

/** Every string inside a value. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) yield* stringsIn(member);
  }
}

function textsOf(file: URL | string): string[] {
  const all = [...stringsIn(JSON.parse(Deno.readTextFileSync(file)))];
  return all.filter((text) => text.length > 20 && text.length < 20_000);
}

/** Images to be mutated. */
export function images(): Uint8Array[] {
  const own = Object.values(sampleTexts).filter((text) => typeof text === "string").slice(0, 3);
  const real = ["images", "containers"].map((name) => `${SHARED}/${name}/`);
  return [
    ...own.flatMap(fixtures),
    ...own.slice(0, 1).flatMap(otherFormats),
    ...imagesBelow(SAMPLES),
    ...real.filter(existsSync).flatMap((folder) => imagesBelow(toFileUrl(folder))),
  ];
}

/** Texts to be mutated. */
export function texts(): string[] {
  const real = ["infotexts.json", "edge-cases.json", "lora-vectors.json"]
    .map((name) => `${SHARED}/${name}`);
  return [
    ...Object.values(sampleTexts).map((text) =>
      typeof text === "string" ? text : JSON.stringify(text)
    ),
    ...["grammar.json", "detect.json", "json.json"].flatMap((name) => textsOf(new URL(name, DATA))),
    ...real.filter((path) => existsSync(path)).flatMap(textsOf),
  ];
}
