import assert from "node:assert/strict";
import { readImage } from "../../src/scan/read/image_file.ts";
import { statusWithoutText } from "../../src/image/read.ts";
import { sidecarNames } from "../../src/files/names.ts";
import { readSidecar } from "../../src/scan/read/sidecar.ts";
import { detect } from "../../src/generators/detect.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { SAMPLES } from "../samples.ts";

const FOLDER = new URL("../../samples/", import.meta.url);

Deno.test("the sample files are what tests/samples.ts writes, and no more", () => {
  const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  assert.deepEqual(names.toSorted(), Object.keys(SAMPLES).toSorted());
  for (const [name, content] of Object.entries(SAMPLES)) {
    assert.deepEqual(Deno.readFileSync(new URL(name, FOLDER)), content.slice(), name);
    assert.ok(content.length < 2048, `${name} is not small`);
  }
});

const EXPECTED: Readonly<Record<string, string | null>> = {
  "a1111-forest.png": "png:parameters",
  "a1111-harbour.png": "png:parameters",
  "a1111-mountain.png": "png:parameters",
  "a1111-orchard.jpg": "exif:UserComment",
  "a1111-still-life.webp": "exif:UserComment",
  "civitai-terrace.jpg": "exif:UserComment",
  "comfyui-dunes.png": "png:prompt",
  "forge-lighthouse.png": "png:parameters",
  "plain-meadow.png": null,
  "sdnext-canal.jpg": "exif:UserComment",
  "sidecar-garden.png": "sidecar:json",
  "sidecar-pottery.webp": "sidecar:txt",
};

for (const [name, source] of Object.entries(EXPECTED)) {
  Deno.test(`sample ${name}: ${source ?? "nothing"}`, () => {
    const reading = readImage(new URL(name, FOLDER).pathname, JUDGE);
    const sidecars = sidecarNames(name).map((sidecar) => new URL(sidecar, FOLDER).pathname);
    const found = reading.text === null
      ? readSidecar(sidecars, JUDGE.choose, JUDGE.isJson)
      : reading;
    assert.equal(found?.source ?? null, source);
    assert.equal(reading.damage, null);
    assert.equal(statusWithoutText(reading), reading.text === null ? "no_metadata" : null);
    if (source === "png:prompt") assert.equal(detect(reading.text ?? ""), "comfyui");
  });
}
