import assert from "node:assert/strict";
import { inEnvelope } from "../../src/generators/envelope.ts";
import { bytes, latin1, utf8 } from "../fixtures/bytes.ts";
import { chunk, eXIf, iTXt, png, rawProfileText, tEXt, zTXt } from "../fixtures/png.ts";
import {
  CJK_INFOTEXT,
  found,
  INFOTEXT,
  NOTHING_FOUND,
  type Outcome,
  outcome,
} from "../fixtures/reading.ts";
import { a1111Tiff, commentTiff, descriptionEntry, tiff } from "../fixtures/tiff.ts";
import { xmpPacket } from "../fixtures/xmp.ts";

const OTHER = INFOTEXT.replace("bay", "lake");
const GRAPH = '{"3":{"class_type":"KSampler","inputs":{"seed":1}}}';
const WORKFLOW = '{"last_node_id":3,"nodes":[{"id":3,"type":"KSampler"}],"links":[]}';
const INVOKE = '{"generation_mode":"txt2img","positive_prompt":"a lake","steps":20,"seed":1}';
const NOVELAI = '{"prompt": "a lake", "steps": 28, "sampler": "k_euler", "seed": 1}';
const XMP_KEYWORD = "XML:com.adobe.xmp";
const LATIN1 = "café\nSteps: 20, Sampler: Euler a, Seed: 7";

const CASES: readonly [name: string, image: Uint8Array, expected: Outcome][] = [
  ["tEXt in ASCII", png({ before: [tEXt("parameters", INFOTEXT)] }), found("png:parameters")],
  [
    "tEXt with raw UTF-8 (case 77)",
    png({ before: [tEXt("parameters", utf8(CJK_INFOTEXT))] }),
    found("png:parameters", CJK_INFOTEXT),
  ],
  [
    "a text with U+FEFF and NUL in it, which are not stored",
    png({ before: [tEXt("parameters", utf8(`\uFEFF${INFOTEXT}\0`))] }),
    found("png:parameters"),
  ],
  [
    "tEXt in Latin-1 (case 77)",
    png({ before: [tEXt("parameters", latin1(LATIN1))] }),
    found("png:parameters", LATIN1),
  ],
  [
    "zTXt behind the picture (case 78)",
    png({ after: [zTXt("parameters", INFOTEXT)] }),
    found("png:parameters"),
  ],
  [
    "zTXt in Latin-1",
    png({ before: [zTXt("parameters", latin1(LATIN1))] }),
    found("png:parameters", LATIN1),
  ],
  [
    "compressed iTXt (case 79)",
    png({ before: [iTXt("parameters", CJK_INFOTEXT, { isCompressed: true })] }),
    found("png:parameters", CJK_INFOTEXT),
  ],
  [
    "iTXt with language and translated keyword (case 80)",
    png({
      before: [
        iTXt("parameters", CJK_INFOTEXT, { language: "ja", translatedKeyword: "パラメータ" }),
      ],
    }),
    found("png:parameters", CJK_INFOTEXT),
  ],
  [
    "keyword in other case (case 81)",
    png({ before: [tEXt("Parameters", INFOTEXT)] }),
    found("png:parameters"),
  ],
  [
    "several parameters: the last, also behind the picture (case 82)",
    png({ before: [tEXt("parameters", OTHER)], after: [zTXt("PARAMETERS", INFOTEXT)] }),
    found("png:parameters"),
  ],
  [
    "a blank last parameters does not count",
    png({ before: [tEXt("parameters", INFOTEXT), tEXt("parameters", " \n")] }),
    found("png:parameters"),
  ],
  ["an empty parameters is no text", png({ before: [tEXt("parameters", "")] }), NOTHING_FOUND],
  [
    "parameters counts whatever it holds (case 99)",
    png({ before: [tEXt("parameters", '{"a": 1}'), tEXt("Comment", INFOTEXT)] }),
    found("png:parameters", '{"a": 1}'),
  ],
  [
    "parameters before the graph (case 100)",
    png({ before: [tEXt("prompt", GRAPH), tEXt("parameters", INFOTEXT)] }),
    found("png:parameters", inEnvelope([["parameters", INFOTEXT], ["prompt", GRAPH]])),
  ],
  [
    "2 MiB of uncompressed iTXt (case 86)",
    png({ before: [iTXt("parameters", `${"x".repeat(2 << 20)}\n${INFOTEXT}`)] }),
    found("png:parameters", `${"x".repeat(2 << 20)}\n${INFOTEXT}`),
  ],
  [
    "Description before Comment before Software",
    png({
      before: [tEXt("Software", OTHER), tEXt("Comment", OTHER), tEXt("Description", INFOTEXT)],
    }),
    found("png:description"),
  ],
  [
    "a Description that is no generation text is passed over",
    png({ before: [tEXt("Description", "a lake"), tEXt("Comment", NOVELAI)] }),
    found("png:comment", NOVELAI),
  ],
  ["Software", png({ before: [tEXt("software", INFOTEXT)] }), found("png:software")],
  [
    "editors' marks are no prompt (case 98)",
    png({
      before: [tEXt("Software", "Adobe ImageReady"), tEXt("Comment", "Created with GIMP")],
    }),
    NOTHING_FOUND,
  ],
  [
    "UserComment in eXIf (case 86b)",
    png({ before: [eXIf(a1111Tiff(CJK_INFOTEXT))] }),
    found("exif:UserComment", CJK_INFOTEXT),
  ],
  [
    "eXIf with a needless header",
    png({ after: [eXIf(bytes("Exif\0\0", a1111Tiff(INFOTEXT)))] }),
    found("exif:UserComment"),
  ],
  [
    "ImageDescription in eXIf",
    png({ before: [eXIf(tiff("II", [descriptionEntry(INFOTEXT)]))] }),
    found("exif:ImageDescription"),
  ],
  [
    "eXIf before a raw profile before XMP",
    png({
      before: [
        iTXt(XMP_KEYWORD, new TextDecoder().decode(xmpPacket(OTHER))),
        zTXt("Raw profile type exif", rawProfileText("exif", a1111Tiff(OTHER))),
        eXIf(a1111Tiff(INFOTEXT)),
      ],
    }),
    found("exif:UserComment"),
  ],
  [
    "raw profile exif",
    png({ before: [zTXt("Raw profile type exif", rawProfileText("exif", a1111Tiff(INFOTEXT)))] }),
    found("exif:UserComment"),
  ],
  [
    "raw profile APP1 with EXIF",
    png({
      before: [
        tEXt(
          "Raw profile type APP1",
          rawProfileText("generic profile", bytes("Exif\0\0", a1111Tiff(INFOTEXT)))
            .replace("generic profile", "app1"),
        ),
      ],
    }),
    found("exif:UserComment"),
  ],
  [
    "raw profile xmp",
    png({ before: [tEXt("Raw profile type xmp", rawProfileText("xmp", xmpPacket(INFOTEXT)))] }),
    found("xmp:dc:description"),
  ],
  [
    "XMP before the graph (case 96)",
    png({
      before: [
        tEXt("prompt", GRAPH),
        iTXt(XMP_KEYWORD, new TextDecoder().decode(xmpPacket(`<lora:a:1> & ${INFOTEXT}`))),
      ],
    }),
    found(
      "xmp:dc:description",
      inEnvelope([["dc:description", `<lora:a:1> & ${INFOTEXT}`], ["prompt", GRAPH]]),
    ),
  ],
  [
    "the graph of ComfyUI, prompt before workflow",
    png({ before: [tEXt("workflow", WORKFLOW), tEXt("prompt", GRAPH)] }),
    found("png:prompt", GRAPH),
  ],
  [
    "a workflow alone",
    png({ before: [tEXt("workflow", WORKFLOW)] }),
    found("png:workflow", WORKFLOW),
  ],
  [
    "InvokeAI",
    png({ before: [tEXt("invokeai_metadata", INVOKE)] }),
    found("png:invokeai_metadata", INVOKE),
  ],
  ["a prompt that is no graph", png({ before: [tEXt("prompt", "a lake")] }), NOTHING_FOUND],
  [
    "NUL and U+FEFF are kept out",
    png({ before: [iTXt("parameters", "\uFEFFa\0b\uFEFF")] }),
    found("png:parameters", "ab"),
  ],
  ["nothing at all", png(), NOTHING_FOUND],
  [
    "a text chunk without keyword",
    png({ before: [chunk("tEXt", latin1("no keyword"))] }),
    NOTHING_FOUND,
  ],
  [
    "a wrong checksum does not matter",
    png({
      before: [tEXt("parameters", INFOTEXT).map((byte, i, all) => i < all.length - 4 ? byte : 1)],
    }),
    found("png:parameters"),
  ],
  [
    "what stands behind IEND is not of the file",
    bytes(png({ before: [tEXt("parameters", INFOTEXT)] }), tEXt("parameters", OTHER)),
    found("png:parameters"),
  ],
];

for (const [name, image, expected] of CASES) {
  Deno.test(`PNG: ${name}`, () => assert.deepEqual(outcome(image), expected));
}

Deno.test("every keyword that a program writes its text under is looked for", () => {
  const keywords = ["invokeai_metadata", "sd-metadata", "dream", "prompt", "workflow"];
  for (const [index, keyword] of keywords.entries()) {
    const texts = [
      tEXt(keyword, INFOTEXT),
      ...keywords.slice(index + 1).map((k) => tEXt(k, OTHER)),
    ];
    assert.deepEqual(outcome(png({ before: texts.reverse() })), found(`png:${keyword}`));
  }
});

Deno.test("a JPEG's UserComment rule holds in eXIf: the prefix may be missing", () => {
  assert.deepEqual(
    outcome(png({ before: [eXIf(commentTiff("II", utf8(INFOTEXT)))] })),
    found("exif:UserComment"),
  );
});
