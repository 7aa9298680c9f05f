import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { installPlugins, sd } from "../../mod.ts";
import { readHeader } from "../../src/safetensors/header.ts";
import { MAX_VALUES } from "../../src/record/json_text.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { HOSTILE_HEADERS } from "../fixtures/hostile_headers.ts";
import { rawFile } from "../fixtures/safetensors.ts";

const MIB = 1024 * 1024;
/** What a header may leave in the database. */
const MAX_KEPT = 16 * MIB;
/** What a detail may take, by far. */
const MAX_DETAIL = 500;

const db = new DatabaseSync(":memory:");
installPlugins(db, [sd]);
const training = db.prepare("SELECT sd_training(?) ->> 'training_meta_json' AS metadata");

/** How many values JSON holds, an empty list as two. */
function valuesIn(json: string): number {
  let values = 0;
  let isInside = false;
  for (let at = 0; at < json.length; at++) {
    if (json.charAt(at) === '"') isInside = !isInside;
    else if (isInside) at += json.charAt(at) === "\\" ? 1 : 0;
    else if (",[{".includes(json.charAt(at))) values++;
  }
  return values;
}

for (const [name, { make, status }] of Object.entries(HOSTILE_HEADERS)) {
  Deno.test(`a header made to cost much has its verdict, and leaves little: ${name}`, () => {
    // The second is longer than what is kept.
    for (const size of [1000, 17 * MIB]) {
      const reading = readHeader(bytesSource(rawFile(make(size))));
      assert.equal(reading.status, status);
      assert.ok((reading.detail?.length ?? 0) < MAX_DETAIL, `${reading.detail?.length}`);
      if (reading.json === null) continue;
      assert.ok(reading.json.length <= MAX_KEPT, `${reading.json.length}`);
      assert.ok(valuesIn(reading.json) <= MAX_VALUES, `${valuesIn(reading.json)}`);
      const row = training.get(reading.json);
      const { __metadata__ } = JSON.parse(reading.json);
      assert.equal(row?.["metadata"] === null, (__metadata__ ?? null) === null);
    }
  });
}

const entry = (key: string, length: number): string => `"${key}":"${key.repeat(length)}"`;
const withMetadata = (...entries: string[]): Uint8Array =>
  rawFile(`{"__metadata__":{${entries.join(" , ")}}}`);

Deno.test("metadata up to 16 MiB is kept whole, above that without its largest values", () => {
  const small = [entry("a", 10), entry("b", 3 * MIB), entry("c", 10)];
  const whole = withMetadata(...small, entry("d", 12 * MIB));
  const kept = readHeader(bytesSource(whole));
  assert.deepEqual([kept.status, kept.detail], ["ok", null]);
  assert.equal(kept.json, new TextDecoder().decode(whole.subarray(8)));
  const more = [
    entry("x", 16 * MIB),
    ...small,
    entry("d", 12 * MIB),
    entry("e", 10),
    entry("y", 17 * MIB),
  ];
  const { status, detail, json } = readHeader(bytesSource(withMetadata(...more)));
  assert.equal(status, "ok");
  assert.match(detail ?? "", /^of \d+ bytes of metadata 5 entries are kept$/);
  assert.deepEqual(Object.keys(JSON.parse(json ?? "").__metadata__), ["a", "b", "c", "d", "e"]);
});

Deno.test("a header of many tensors keeps its metadata", () => {
  const tensors = HOSTILE_HEADERS["tensors"]?.make(6_000_000).slice(1);
  const { status, detail, json } = readHeader(
    bytesSource(rawFile(`{"__metadata__":{"ss_output_name":"x"},${tensors}`)),
  );
  assert.deepEqual([status, detail], ["ok", null]);
  assert.equal(json, '{"__metadata__":{"ss_output_name":"x"}}');
});

Deno.test("what is left out is told beside what is wrong", () => {
  const { status, detail } = readHeader(
    bytesSource(rawFile(`{"__metadata__":{${entry("x", 17 * MIB)}},"t":1}`)),
  );
  assert.equal(status, "bad_tensor_entry");
  assert.match(
    detail ?? "",
    /^tensor "t": no object; of \d+ bytes of metadata 0 entries are kept$/,
  );
});

Deno.test("metadata that fits in an object of 16 MiB loses nothing but its blanks", () => {
  const least = '{"a":"","b":""}'.length;
  for (const [over, kept] of [[0, 2], [1, 1]] as const) {
    const long = "b".repeat(16 * MIB - least + over);
    const { detail, json } = readHeader(
      bytesSource(rawFile(`{"__metadata__":{"a":"","b":"${long}"${" ".repeat(50)}}}`)),
    );
    assert.equal(Object.keys(JSON.parse(json ?? "").__metadata__).length, kept);
    assert.match(detail ?? "", new RegExp(` ${kept} entries are kept$`));
  }
});

Deno.test("of two metadata objects the last whole one is kept", () => {
  const first = `"__metadata__":{"a":"a",${entry("x", 17 * MIB)}}`;
  const cases = [["", ["a"]], [',"__metadata__":{"b":"b","c":', ["a"]]] as const;
  for (const [rest, keys] of cases) {
    const { status, json } = readHeader(bytesSource(rawFile(`{${first}${rest}`)));
    assert.equal(status, "bad_json");
    assert.deepEqual(Object.keys(JSON.parse(json ?? "").__metadata__), keys);
  }
});

Deno.test("names are shown in one line, and cut between two characters", () => {
  const cases = [
    ["a\\nb\\u0000\\u2028c", "a\ufffdb\ufffd\ufffdc"],
    ["é".repeat(100), "é".repeat(100)],
    [`a${"é".repeat(100)}`, `a${"é".repeat(99)}…`],
  ] as const;
  for (const [name, shown] of cases) {
    const { detail } = readHeader(bytesSource(rawFile(`{"${name}":1}`)));
    assert.equal(detail, `tensor "${shown}": no object`);
  }
});
