import assert from "node:assert/strict";
import fc from "fast-check";
import { inEnvelope } from "../../src/generators/envelope.ts";
import { parse } from "../../src/generators/parse.ts";
import { listUsages } from "../../src/record/record_usages.ts";
import { modelStem } from "../../src/record/model_names.ts";
import { type Picture, RECORD_FORMS, type RecordForm } from "../support/record_writers.ts";

const PIECES = [
  "a weir",
  "herons",
  ", ",
  " ",
  "\n",
  ": ",
  '"',
  "'",
  "(reeds:1.2)",
  "{",
  "[mist]",
  "\\(tide\\)",
  "Steps: 20",
  "-",
  "é",
  "静かな",
  "\u{1F33F}",
];

const prompts = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 })
  .map((pieces) => pieces.join("").trim());
const LETTERS = "abcdefgh_0123 -.".split("");
const names = fc.array(fc.constantFrom(...LETTERS), { maxLength: 12 })
  .map((letters) => `m${letters.join("").replace(/\.+/g, ".").trim().replace(/[. -]+$/, "")}x`);
const loras = fc.uniqueArray(
  fc.record({ name: names, weight: fc.integer({ min: 1, max: 40 }).map((n) => n / 10 - 2.05) }),
  { maxLength: 4, selector: ({ name }) => name },
).map((list) => list.map(({ name, weight }) => ({ name, weight: Number(weight.toFixed(2)) })));
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const pictures: fc.Arbitrary<Picture> = fc.record({
  positive: prompts,
  negative: prompts,
  model: some(names),
  steps: some(fc.integer({ min: 1, max: 150 })),
  cfg: some(fc.integer({ min: 1, max: 300 }).map((n) => n / 10)),
  seed: some(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  size: some(fc.tuple(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }))),
  sampler: some(fc.constantFrom("euler_a", "DPM++ 2M", "k_lms")),
  scheduler: some(fc.constantFrom("karras", "sgm_uniform")),
  loras,
});

/** A picture as a form can tell it. */
function tellable({ lacks = [], means }: RecordForm, picture: Picture): Picture {
  const plain = (prompt: string): string =>
    means === undefined ? prompt : prompt.replace(means, "").trim();
  const absent = Object.fromEntries(
    lacks.map((member) => [member, member === "loras" ? [] : undefined]),
  );
  return {
    ...picture,
    positive: plain(picture.positive),
    negative: plain(picture.negative),
    ...absent,
  };
}

for (const form of RECORD_FORMS) {
  Deno.test(`${form.generator}, ${form.name}: what is written is read back, nothing lost or moved`, () => {
    fc.assert(
      fc.property(pictures, (any) => {
        const picture = tellable(form, any);
        const texts = Object.entries(form.write(picture));
        const record = parse(inEnvelope([...texts, ["source", ""]]));
        assert.ok(record !== null);
        const usages = listUsages(record).usages;
        assert.deepEqual({
          generator: record.generator,
          positive: record.raw_positive,
          negative: record.raw_negative,
          model: record.model_name,
          steps: record.steps,
          cfg: record.cfg_scale,
          seed: record.seed,
          seed_text: record.seed_text,
          size: record.size_raw,
          width: record.width,
          sampler: record.sampler,
          scheduler: form.generator === "invokeai" ? null : record.scheduler,
          loras: usages.map((
            { raw_name, weight, origin },
          ) => [modelStem(raw_name), weight, origin]),
        }, {
          generator: form.generator,
          positive: picture.positive,
          negative: picture.negative,
          model: picture.model ?? null,
          steps: picture.steps?.toString() ?? null,
          cfg: picture.cfg ?? null,
          seed: picture.seed?.toString() ?? null,
          seed_text: picture.seed?.toString() ?? null,
          size: picture.size?.join("x") ?? null,
          width: picture.size?.[0].toString() ?? null,
          sampler: picture.sampler ?? null,
          scheduler: picture.scheduler ?? null,
          loras: picture.loras.map(({ name, weight }) => [name, weight, "list"]),
        });
        const others = [record.denoising_strength, record.vae, record.refiner_model];
        assert.deepEqual(others, [null, null, null]);
      }),
      { numRuns: 100 },
    );
  });
}
