import assert from "node:assert/strict";
import { IMAGE_NAME, MODEL_NAME } from "../../src/files/names.ts";
import { type Entry, walk } from "../../src/files/walk.ts";
import { IMAGE_ENDINGS, IMAGE_FORMATS } from "../../src/image/formats.ts";

/** The endings that are scanned; a new format adds its own, and a line here shows it. */
const IMAGES = [".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp"] as const;
const MODELS = [".safetensors", ".ckpt", ".pt", ".bin", ".gguf"] as const;
const STRANGERS = ["png", "a.png.part", "a.gguf2", "a_png", "a.jp", "a.tiff", "a.xgguf.txt", "a."];

/** What a walk finds of files with these names in one folder: name to kind. */
function walked(names: readonly string[]): Record<string, Entry["kind"]> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const name of names) Deno.writeTextFileSync(`${folder}/${name}`, "");
    const entries = [...walk(folder, ({ reason }) => assert.fail(reason))].flat();
    return Object.fromEntries(entries.map(({ path, kind }) => [path.split("/").pop(), kind]));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("the endings of pictures are those of the formats", () => {
  assert.deepEqual(IMAGE_ENDINGS, IMAGE_FORMATS.flatMap(({ endings }) => endings));
  assert.deepEqual(IMAGES.filter((ending) => !IMAGE_ENDINGS.includes(ending)), []);
});

Deno.test("names of pictures and models are told by their endings, in any case", () => {
  for (
    const [pattern, own, others] of [
      [IMAGE_NAME, IMAGE_ENDINGS, MODELS],
      [MODEL_NAME, MODELS, IMAGE_ENDINGS],
    ] as const
  ) {
    for (const ending of own) {
      assert.match(`a${ending}`, pattern);
      assert.match(`A.B${ending.toUpperCase()}`, pattern);
    }
    for (const ending of others) assert.doesNotMatch(`a${ending}`, pattern);
    for (const name of STRANGERS) assert.doesNotMatch(name, pattern);
  }
});

Deno.test("a walk takes every picture and every model, and no other file", () => {
  const kinds = [[IMAGE_ENDINGS, "image"], [MODELS, "model"]] as const;
  const expected = kinds.flatMap(([endings, kind]) =>
    endings.flatMap((ending) => [[`a${ending}`, kind], [`B${ending.toUpperCase()}`, kind]])
  );
  const names = expected.map(([name = ""]) => name);
  assert.deepEqual(walked([...names, ...STRANGERS, "a.json"]), Object.fromEntries(expected));
});
