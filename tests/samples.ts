/**
 * Writes the sample images: `deno run --allow-write --allow-read tests/samples.ts`.
 *
 * @module
 */

import { utf8 } from "./fixtures/bytes.ts";
import { exifSegment, jpeg } from "./fixtures/jpeg.ts";
import type { Colour, Picture } from "./fixtures/picture.ts";
import { iTXt, png, tEXt } from "./fixtures/png.ts";
import * as texts from "./fixtures/sample_texts.ts";
import { a1111Tiff, commentTiff, unicodeComment } from "./fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "./fixtures/webp.ts";

const FOLDER = new URL("../samples/", import.meta.url);

function picture(sky: Colour, land: Colour): Picture {
  return { width: 32, height: 32, sky, land };
}

const DAWN = picture([242, 201, 176], [74, 104, 120]);
const SNOW = picture([214, 222, 230], [52, 78, 66]);
const SUMMER = picture([150, 190, 225], [112, 140, 72]);
const LINEN = picture([222, 214, 196], [206, 172, 60]);
const STORM = picture([92, 102, 116], [60, 62, 56]);

function a1111Png(view: Picture, text: string): Uint8Array {
  return png({ picture: view, before: [tEXt("parameters", text)] });
}

function a1111Webp(view: Picture, text: string): Uint8Array {
  return webp([riffChunk("EXIF", a1111Tiff(text))], [vp8x(FLAG.exif, view)], view);
}

const graphs = [
  tEXt("prompt", JSON.stringify(texts.GRAPH_PROMPT)),
  tEXt("workflow", JSON.stringify(texts.GRAPH_WORKFLOW)),
];

/** The sample files by name. */
export const SAMPLES: Readonly<Record<string, Uint8Array>> = {
  "a1111-harbour.png": a1111Png(DAWN, texts.HARBOUR),
  "a1111-mountain.png": png({ picture: DAWN, before: [iTXt("parameters", texts.MOUNTAIN)] }),
  "a1111-orchard.jpg": jpeg([exifSegment(a1111Tiff(texts.ORCHARD))], LINEN),
  "a1111-still-life.webp": a1111Webp(LINEN, texts.STILL_LIFE),
  "a1111-forest.png": a1111Png(SNOW, texts.FOREST),
  "forge-lighthouse.png": a1111Png(STORM, texts.LIGHTHOUSE),
  "sdnext-canal.jpg": jpeg([exifSegment(a1111Tiff(texts.CANAL))], DAWN),
  "civitai-terrace.jpg": jpeg(
    [exifSegment(commentTiff("II", unicodeComment(texts.TERRACE, "big")))],
    SUMMER,
  ),
  "comfyui-dunes.png": png({ picture: STORM, before: graphs }),
  "sidecar-garden.png": png({ picture: SUMMER }),
  "sidecar-garden.json": utf8(`${JSON.stringify(texts.GARDEN, null, 2)}\n`),
  "sidecar-pottery.webp": webp([], [], LINEN),
  "sidecar-pottery.txt": utf8(`${texts.POTTERY}\n`),
  "plain-meadow.png": png({ picture: SUMMER, before: [tEXt("Software", "Adobe ImageReady")] }),
};

if (import.meta.main) {
  Deno.mkdirSync(FOLDER, { recursive: true });
  for (const [name, content] of Object.entries(SAMPLES)) {
    Deno.writeFileSync(new URL(name, FOLDER), content);
  }
}
