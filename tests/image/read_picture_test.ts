import assert from "node:assert/strict";
import { parse, type PictureReading, readPicture } from "../../mod.ts";
import { comSegment, jpeg } from "../fixtures/jpeg.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { INFOTEXT } from "../fixtures/reading.ts";
import { webp } from "../fixtures/webp.ts";
import { utf8 } from "../fixtures/bytes.ts";

const SIZE = { width: 8, height: 16 };
const NOTHING = { source: null, text: null, detail: null };

const CASES: readonly [name: string, picture: Uint8Array, expected: PictureReading][] = [
  ["with an infotext", png({ before: [tEXt("parameters", INFOTEXT)] }), {
    ...{ container: "png", ...SIZE, source: "png:parameters", text: INFOTEXT },
    ...{ status: "ok", detail: null },
  }],
  ["with parameters that nobody understands", png({ before: [tEXt("parameters", '{"a": 1}')] }), {
    ...{ container: "png", ...SIZE, source: "png:parameters", text: '{"a": 1}' },
    ...{ status: "unrecognized", detail: null },
  }],
  ["with a comment that is no generation text", jpeg([comSegment(utf8("Created with GIMP"))]), {
    ...{ container: "jpeg", ...SIZE, ...NOTHING, status: "no_metadata" },
  }],
  ["without anything", webp(), { container: "webp", ...SIZE, ...NOTHING, status: "no_metadata" }],
  ["of no bytes", utf8(""), {
    ...{ container: null, width: null, height: null, ...NOTHING },
    ...{ status: "unreadable", detail: "file is empty" },
  }],
];

for (const [name, picture, expected] of CASES) {
  Deno.test(`a picture ${name} is read: ${expected.status}`, () => {
    assert.deepEqual(readPicture(picture), expected);
  });
}

Deno.test("a path and a URL are read alike, and the text is what parse takes", () => {
  const url = new URL("../../samples/a1111-harbour.png", import.meta.url);
  const reading = readPicture(url);
  assert.deepEqual(readPicture(url.pathname), reading);
  assert.equal(parse(reading.text ?? "")?.model_name, "meadowMix_v3");
});

Deno.test("a picture that is not there is unreadable, and says why", () => {
  const { status, detail } = readPicture("/nowhere/a.png");
  assert.equal(status, "unreadable");
  assert.match(detail ?? "", /^cannot be read: /);
});
