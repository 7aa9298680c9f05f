import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../src/canonical/json.ts";
import { detect } from "../../src/generators/detect.ts";
import { cleanPrompt } from "../../src/record/lora_tags.ts";
import { collectUsages } from "../../src/record/usages.ts";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { loraHashes } from "../../src/record/resources.ts";
import { readTags } from "../../src/record/tags.ts";
import { cutToBytes, normaliseText } from "../../src/record/text.ts";
import { RECORD_FIELDS, type SdRecord } from "../../src/record/record.ts";
import { needsQuotes, pairLists, prompts, writeInfotext } from "../support/a1111_writer.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
import { anyText } from "../support/any_text.ts";

function everyTextOf(record: SdRecord): string[] {
  return [
    ...Object.values(record).filter((value) => typeof value === "string"),
    ...[...record.params].flat(),
  ];
}

Deno.test("no text makes any function of the parser throw, and records are well-formed", () => {
  fc.assert(
    fc.property(hostileTexts(), (text) => {
      detect(text);
      readTags(text);
      cleanPrompt(text);
      collectUsages(text, text, () => null);
      const record = parse(text);
      if (record === null) return;
      collectUsages(record.raw_positive, record.raw_negative, loraHashes(record));
      assert.doesNotThrow(() => JSON.stringify(listResources(record)));
      assert.doesNotThrow(() => JSON.parse(canonicalJson(record)));
      for (const value of everyTextOf(record)) {
        assert.doesNotMatch(value, /[\0\uFEFF]|\p{Surrogate}/u);
      }
      for (const [field, { kind }] of Object.entries(RECORD_FIELDS)) {
        const value = record[field as keyof typeof RECORD_FIELDS];
        if (value === null) continue;
        if (kind === "integer") assert.match(String(value), /^(0|-?[1-9]\d*)$/, field);
        if (kind === "real") assert.ok(Number.isFinite(value), field);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what detection names a1111 has a record", () => {
  fc.assert(
    fc.property(hostileTexts(), (text) => {
      if (detect(text) === "a1111") assert.notEqual(parse(text), null);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("normalising a text first changes nothing", () => {
  fc.assert(
    fc.property(hostileTexts(), (text) => {
      const normal = normaliseText(text);
      assert.equal(normaliseText(normal), normal);
      assert.deepEqual(parse(normal), parse(text));
      assert.equal(detect(normal), detect(text));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a cleaned prompt holds no tag, valid or not, and cleaning it again changes nothing", () => {
  fc.assert(
    fc.property(hostileTexts(), (text) => {
      const clean = cleanPrompt(text);
      assert.equal(cleanPrompt(clean), clean);
      assert.deepEqual(collectUsages(clean, clean, () => null), { usages: [], discarded: [] });
    }),
    { numRuns: 2000 },
  );
});

Deno.test("tags nested in each other are taken out to any depth", () => {
  for (const depth of [1, 5, 16, 17, 40]) {
    const clean = cleanPrompt(`${"<lo".repeat(depth)}<lora:x:1>${"ra:y:1>".repeat(depth)}`);
    assert.deepEqual(collectUsages(clean, "", () => null).discarded, [], String(depth));
    assert.deepEqual(collectUsages(clean, "", () => null).usages, [], String(depth));
    assert.equal(cleanPrompt(clean), clean);
  }
});

Deno.test("usages are numbered in order over both prompts", () => {
  fc.assert(fc.property(hostileTexts(), hostileTexts(), (positive, negative) => {
    const { usages } = collectUsages(positive, negative, () => null);
    assert.deepEqual(usages.map((usage) => usage.position_index), usages.map((_, i) => i));
    const contexts = usages.map((usage) => usage.context).join(" ");
    assert.doesNotMatch(contexts, /negative positive/);
  }));
});

Deno.test("every tag has a finite weight and some text", () => {
  fc.assert(
    fc.property(hostileTexts(), (text) => {
      for (const { tag, weight } of readTags(text)) {
        assert.ok(Number.isFinite(weight));
        assert.notEqual(tag.trim(), "");
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what A1111 writes is read back: prompts, fields and every pair", () => {
  const texts = fc.record({ positive: prompts(), negative: prompts(), pairs: pairLists() });
  fc.assert(
    fc.property(texts, ({ positive, negative, pairs }) => {
      const record = parse(writeInfotext({ positive, negative, pairs }));
      assert.ok(record !== null);
      assert.equal(record.raw_positive, positive);
      assert.equal(record.raw_negative, negative);
      const written = pairs.filter(([key, value]) => key !== value);
      assert.deepEqual([...record.params], written);
      const value = (key: string): string => pairs.find(([name]) => name === key)?.[1] ?? "";
      assert.equal(record.steps, value("Steps"));
      assert.equal(record.sampler, value("Sampler"));
      assert.equal(record.cfg_scale, Number(value("CFG scale")));
      assert.equal(record.seed, value("Seed"));
      assert.equal(record.seed_text, value("Seed"));
      assert.equal(record.size_raw, value("Size"));
      assert.equal(`${record.width}x${record.height}`, value("Size"));
      assert.equal(record.model_name, value("Model") || null);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the writer of these tests quotes as A1111's does", () => {
  assert.equal(needsQuotes("a b"), false);
  assert.equal(
    writeInfotext({ positive: "", negative: "bad", pairs: [["Steps", "2"], ["Note", 'a, "é"']] }),
    'Negative prompt: bad\nSteps: 2, Note: "a, \\"é\\""',
  );
});

Deno.test("a long prompt is cut at 65,536 bytes between characters, the parameters never", () => {
  const limit = 65_536;
  for (
    const [prompt, kept] of [
      ["a".repeat(limit), limit],
      ["a".repeat(limit + 1), limit],
      ["é".repeat(limit), limit / 2],
      [`a${"é".repeat(limit)}`, limit / 2],
      ["羊".repeat(limit), Math.floor(limit / 3)],
      [`ab${"🌿".repeat(limit)}`, 2 + 2 * Math.floor((limit - 2) / 4)],
    ] as const
  ) {
    const record = parse(`${prompt}\nNegative prompt: ${prompt}\nSteps: 20, Note: ${prompt}`);
    assert.ok(record !== null);
    assert.equal(record.raw_positive, prompt.slice(0, kept));
    assert.equal(record.raw_negative, prompt.slice(0, kept));
    assert.equal(record.truncated, prompt.length > kept);
    assert.equal(record.params.get("Note"), prompt);
  }
});

Deno.test("usages and cleaned prompts come from the prompt as it is stored", () => {
  const prompt = `<lora:moss:1> ${"a".repeat(65_520)} <lora:rock:1> <lora:sand:1>`;
  const record = parse(`${prompt}\nSteps: 20`);
  assert.ok(record !== null);
  assert.equal(record.truncated, true);
  const { usages } = collectUsages(record.raw_positive, record.raw_negative, () => null);
  assert.deepEqual(usages.map((usage) => usage.lora_name), ["moss"]);
  assert.equal(record.clean_positive, cleanPrompt(record.raw_positive));
});

Deno.test("cutToBytes gives the longest beginning that fits", () => {
  fc.assert(fc.property(anyText(), fc.nat(40), (text, limit) => {
    const bytes = (part: string): number => new TextEncoder().encode(part).length;
    const cut = cutToBytes(text, limit);
    assert.ok(text.startsWith(cut) && bytes(cut) <= limit);
    const next = [...text.slice(cut.length)][0];
    if (next !== undefined) assert.ok(bytes(cut + next) > limit);
  }));
});
