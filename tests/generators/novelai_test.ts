import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { gather } from "../../src/generators/gather.ts";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { readImage } from "../../src/scan/read/image_file.ts";
import type { SdRecord } from "../../src/record/record.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { SHARED } from "../support/data.ts";

interface SharedPicture {
  readonly name: string;
  readonly generator: string;
  readonly source: { readonly path: string };
  readonly texts: readonly { readonly key: string; readonly text: string }[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const FOLDER = `${SHARED}/generators`;
const ignore = !existsSync(FOLDER);
// deno-lint-ignore no-console
if (ignore) console.warn(`skipped: no ${FOLDER} (set SQLITE_SD_DATA): NovelAI's real texts`);

function sharedPictures(): SharedPicture[] {
  return [...Deno.readDirSync(FOLDER)].filter(({ name }) => name.startsWith("o-nai-"))
    .map(({ name }) => JSON.parse(Deno.readTextFileSync(`${FOLDER}/${name}`)));
}

const joined = (value: unknown): string =>
  (value as readonly string[]).join("\n").replace(/\r\n?/g, "\n").trim();

/** How the shared expectations read out of a record, by their own words. */
const EXPECTED: Readonly<Record<string, (record: SdRecord, value: unknown) => boolean>> = {
  positive: (record, value) => record.raw_positive === joined(value),
  negative: (record, value) => record.raw_negative === joined(value),
  steps: (record, value) => record.steps === String(value),
  seed: (record, value) => record.seed === value && record.seed_text === value,
  width: (record, value) => record.width === String(value),
  height: (record, value) => record.height === String(value),
  cfg: (record, value) => Math.abs((record.cfg_scale ?? NaN) - Number(value)) < 1e-6,
  sampler: (record, value) => record.sampler === value,
  scheduler: (record, value) => record.scheduler === value,
  model: (record, value) => record.model_name === value,
  model_hash: (record, value) => record.model_hash_short === value,
};

function assertExpected({ name, expected }: SharedPicture, record: SdRecord | null): void {
  assert.ok(record !== null, name);
  for (const [word, value] of Object.entries(expected)) {
    const isAsExpected = EXPECTED[word];
    assert.ok(isAsExpected !== undefined, `${name}: nothing here reads ${word}`);
    assert.ok(isAsExpected(record, value), `${name}: ${word} is not ${value}`);
  }
  assert.deepEqual([record.generator, record.hash_type], ["novelai", "novelai"], name);
}

Deno.test({
  name: "every text of NovelAI in the shared data gives every expected field",
  ignore,
  fn: () => {
    const pictures = sharedPictures();
    assert.ok(pictures.length >= 4);
    for (const picture of pictures) {
      const entries = picture.texts.map(({ key, text }) => ({
        key: key.toLowerCase(),
        source: key,
        read: () => text,
      }));
      assertExpected(picture, parse(gather(entries)?.text ?? ""));
    }
  },
});

Deno.test({
  name: "NovelAI's real pictures give every expected field, and their prompts",
  ignore,
  fn: () => {
    let seen = 0;
    for (const picture of sharedPictures()) {
      const path = `${SHARED}/images/sd-metadata/${picture.source.path.replace("samples/", "")}`;
      if (!existsSync(path)) continue;
      seen++;
      assertExpected(picture, parse(readImage(path, JUDGE).text ?? ""));
    }
    assert.ok(seen >= 2);
    const folder = `${SHARED}/images`;
    for (
      const file of [
        "sd-metadata/webp/novelai-curated.webp",
        "sd-parsers/NovelAI/novelai1_cropped.png",
      ]
    ) {
      const { text } = readImage(`${folder}/${file}`, JUDGE);
      const record = parse(text ?? "");
      assert.equal(record?.generator, "novelai", file);
      assert.notEqual(record?.raw_positive, "", file);
      assert.match(record?.model_hash_short ?? "", /^[0-9a-f]{8}$/, file);
    }
  },
});

const SETTINGS = '{"steps": 28, "sampler": "k_euler", "seed": 5, "scale": 11.0, "uc": "fog"}';

Deno.test("a description that looks like an infotext stays NovelAI's", () => {
  const entries = [["description", "a heron\nSteps: 20, Seed: 1, Size: 8x8"], ["comment", SETTINGS]]
    .map(([key = "", text = ""]) => ({ key, source: `png:${key}`, read: () => text }));
  const gathered = gather(entries);
  assert.equal(gathered?.source, "png:comment");
  const record = parse(gathered?.text ?? "");
  assert.deepEqual([record?.generator, record?.seed], ["novelai", "5"]);
});

Deno.test("its number of a model is the hash of no file", () => {
  const record = parse(JSON.stringify({ Comment: SETTINGS, Source: "Fern 1D2C3B4A" }));
  assert.ok(record !== null);
  assert.deepEqual(listResources(record), [{
    type: "checkpoint",
    name: "Fern",
    weight: null,
    hash: "1d2c3b4a",
    hash_kind: "novelai",
    model_version_id: null,
    source: "Model hash",
  }]);
});
