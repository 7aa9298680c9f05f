import assert from "node:assert/strict";
import { cleanPrompt } from "../../src/record/lora_tags.ts";
import { collectUsages } from "../../src/record/usages.ts";
import { ALIASES } from "../../src/record/keys.ts";
import { parse } from "../../src/generators/parse.ts";
import {
  assertCase,
  assertUsages,
  type Cell,
  columnsOf,
  expectedCell,
  type ExpectedUsage,
  type TextCase,
  usagesOf,
} from "../support/columns.ts";
import { OF_TAGS_ALONE, testSharedData } from "../support/data.ts";

interface RealText {
  readonly id: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, Cell>>;
  readonly loras: readonly ExpectedUsage[];
}

testSharedData<readonly RealText[]>(
  "infotexts.json",
  "every real infotext gives every column and every usage, and NULL elsewhere",
  (texts) => {
    assert.ok(texts.length > 0);
    for (const { id, text, expect, loras } of texts) {
      const record = parse(text);
      assert.ok(record !== null, id);
      for (const [column, value] of Object.entries({ ...columnsOf(record), generator: null })) {
        assert.equal(value, expectedCell(column, expect[column] ?? null), `${id}: ${column}`);
      }
      assert.equal(record.generator, "a1111", id);
      assertUsages(usagesOf(record), loras, id);
    }
  },
);

testSharedData<readonly TextCase[]>(
  "edge-cases.json",
  "every edge case of the grammar gives the columns, pairs and usages it states",
  (cases) => {
    assert.ok(cases.length > 0);
    for (const { loras, ...rest } of cases) {
      assertCase(
        OF_TAGS_ALONE.has(rest.id ?? "") || loras === undefined ? rest : { ...rest, loras },
      );
    }
  },
);

interface LoraVector {
  readonly id: string;
  readonly prompt: string;
  readonly usages: readonly ExpectedUsage[];
  readonly discarded: readonly unknown[];
  readonly clean: string;
}

testSharedData<readonly LoraVector[]>(
  "lora-vectors.json",
  "every LoRA vector gives its usages, its discarded tags and its cleaned prompt",
  (vectors) => {
    assert.ok(vectors.length > 0);
    for (const { id, prompt, usages, discarded, clean } of vectors) {
      const list = collectUsages(prompt, "", () => null);
      assertUsages(list, usages, id);
      assert.deepEqual(list.discarded, discarded, id);
      assert.equal(cleanPrompt(prompt), clean, id);
    }
  },
);

testSharedData<Readonly<Record<string, unknown>>>(
  "aliases.json",
  "the alias table is the shared one",
  ({ about: _about, ...aliases }) => assert.deepEqual(ALIASES, aliases),
);
