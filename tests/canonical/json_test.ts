import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../src/canonical/json.ts";
import { parse } from "../../src/generators/parse.ts";
import { RECORD_FIELDS, type SdRecord } from "../../src/record/record.ts";
import { pairLists, prompts, writeInfotext } from "../support/a1111_writer.ts";
import { ownData } from "../support/data.ts";

interface Vector {
  readonly record: Partial<SdRecord>;
  readonly canonical: string;
}

/** A record of which only some fields are set. */
function recordWith(fields: Partial<SdRecord>): SdRecord {
  const empty = Object.fromEntries(Object.keys(RECORD_FIELDS).map((field) => [field, null]));
  return { ...empty, seed_text: null, truncated: false, params: new Map(), ...fields } as SdRecord;
}

Deno.test("canonical JSON is what Python's json.dumps writes, on stored records", () => {
  const vectors = ownData<readonly Vector[]>("canonical.json");
  assert.ok(vectors.length > 0);
  for (const { record, canonical } of vectors) {
    assert.equal(canonicalJson(recordWith(record)), canonical);
  }
});

Deno.test("texts stand in canonical JSON as Python's json.dumps writes them", () => {
  const vectors = ownData<ReadonlyArray<readonly [text: string, json: string]>>("json_dumps.json");
  assert.ok(vectors.length > 0);
  for (const [text, json] of vectors) {
    assert.ok(canonicalJson(recordWith({ model_name: text })).includes(`"model_name":${json}`));
  }
});

Deno.test("the pairs, the seed's text and the cut do not count", () => {
  const prompts = { raw_positive: "", raw_negative: "", clean_positive: "", clean_negative: "" };
  const plain = canonicalJson(recordWith(prompts));
  const other = { seed_text: "5", truncated: true, params: new Map([["RNG", "CPU"]]) };
  assert.equal(canonicalJson(recordWith({ ...prompts, ...other })), plain);
});

Deno.test("a number that 64 bits do not hold stays exact", () => {
  const record = parse("a\nSteps: 99999999999999999999, Seed: -18446744073709551615");
  assert.ok(record !== null);
  assert.match(canonicalJson(record), /"seed":-18446744073709551615,"steps":99999999999999999999}/);
});

Deno.test("canonical JSON does not depend on the order of the pairs, nor on line ends", () => {
  const texts = fc.record({ positive: prompts(), negative: prompts(), pairs: pairLists() });
  fc.assert(fc.property(texts, fc.nat(), ({ positive, negative, pairs }, turn) => {
    const at = turn % (pairs.length + 1);
    const turned = [...pairs.slice(at), ...pairs.slice(0, at)];
    const text = writeInfotext({ positive, negative, pairs });
    const [record, reordered, crlf] = [
      text,
      writeInfotext({ positive, negative, pairs: turned }),
      text.replaceAll("\n", "\r\n"),
    ].map((text) => parse(text));
    assert.ok(record && reordered && crlf);
    assert.equal(canonicalJson(reordered), canonicalJson(record));
    assert.equal(canonicalJson(crlf), canonicalJson(record));
  }));
});
