/** What every function must give for any text: NULL, or what its documentation says. */
import assert from "node:assert/strict";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { GENERATORS } from "../../src/generators/table.ts";
import { installPlugins } from "../../src/host/install.ts";
import { sd } from "../../src/plugins/sd_native.ts";
import { PROMPT_FIELDS, RECORD_FIELDS } from "../../src/record/record.ts";
import { within } from "../support/patience.ts";

/** A text of the fuzzing takes a few milliseconds; a collector may take its time. */
const MAX_MILLISECONDS = 2000;

/** Names of members, in their order. */
const PARSE_KEYS = [
  ...Object.keys(RECORD_FIELDS),
  ...["seed_text", "truncated", "metadata_hash", "params"],
  ...PROMPT_FIELDS,
].join();
const USAGE_KEYS =
  "lora_name,raw_name,weight,unet_weight,te_weight,context,position_index,lora_hash,origin,stage";
const DISCARDED_KEYS = "raw_name,context,reason";
const RESOURCE_KEYS = "type,name,weight,hash,hash_kind,model_version_id,source";
const TAG_KEYS = "tag,weight";
const FORMATS: ReadonlySet<unknown> = new Set(GENERATORS.map(({ name }) => name));
const SHA256 = /^[0-9a-f]{64}$/;

const JSON_RESULTS = ["parse", "loras", "all_loras", "resources", "params", "tags", "canonical"];

const SQL = `WITH r AS MATERIALIZED (SELECT
    sd_parse(:text) AS parse, sd_loras(:text) AS loras, sd_resources(:text) AS resources,
    sd_loras(:text, '{"lora_weight_min": -9, "lora_weight_max": 9, "discarded": true}') AS all_loras,
    sd_params(:text) AS params, sd_clean(:text) AS clean, sd_tags(:text) AS tags,
    sd_detect(:text) AS format, sd_canonical(:text) AS canonical, sd_hash(:text) AS hash,
    sd_lora_name(:text) AS lora_name, sd_sha256(:text) AS sha256)
  SELECT *, sd_sha256(canonical) AS canonical_sha256,
    ${
  JSON_RESULTS.map((name) => `coalesce(json_valid(${name}), 1)`).join(" AND ")
} AS valid FROM r`;

type Row = Readonly<Record<string, unknown>>;

/** Runs all functions in a connection, as SQL does, and checks what they give. */
export class TextChecker implements Disposable {
  /** The longest that one text took, in milliseconds. */
  slowest = 0;
  /** How many texts gave a record. */
  records = 0;
  readonly #db = new DatabaseSync(":memory:");
  readonly #statement: StatementSync;

  constructor() {
    installPlugins(this.#db, [sd]);
    this.#statement = this.#db.prepare(SQL);
    this.#statement.setReadBigInts(true);
  }

  /** @throws What is wrong with the results, or what a function threw; with the text. */
  check(text: string): void {
    try {
      const { result: row, milliseconds } = within(
        MAX_MILLISECONDS,
        (isAgain) => this.#run(text, isAgain),
      );
      this.slowest = Math.max(this.slowest, milliseconds);
      if (row.parse !== null) this.records++;
      checkRow(row);
    } catch (error) {
      const shown = JSON.stringify(text.length > 5000 ? `${text.slice(0, 5000)}…` : text);
      throw new Error(
        `The text ${shown} fails: ${error instanceof Error ? error.message : error}`,
        {
          cause: error,
        },
      );
    }
  }

  #run(text: string, isAgain: boolean): Row {
    if (isAgain) this.#statement.get({ text: "" }); // or what the functions remember would be timed
    return this.#statement.get({ text }) ?? {};
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

function checkRow(row: Row): void {
  assert.equal(row.valid, 1n, "SQLite takes a result for no JSON");
  for (const [name, value] of Object.entries(row)) {
    assert.ok(value === null || typeof value === "string" || name === "valid", name);
    if (typeof value === "string") assert.ok(value.isWellFormed() && !value.includes("\0"), name);
  }
  const isRecord = row.parse !== null;
  for (const name of ["loras", "all_loras", "resources", "params", "canonical", "hash"]) {
    assert.equal(row[name] !== null, isRecord, `${name} is NULL where sd_parse is not, or not`);
  }
  assert.ok(row.clean !== null && row.tags !== null && row.lora_name !== null);
  assert.match(String(row.sha256), SHA256);
  if (row.format !== null) assert.ok(FORMATS.has(row.format), String(row.format));
  if (row.format === "a1111") assert.ok(isRecord, "detected, but not parsed");
  each(row.tags, (tag) => {
    assertKeys(tag, TAG_KEYS);
    assert.ok(typeof tag.tag === "string" && Number.isFinite(tag.weight));
  });
  if (isRecord) checkRecord(row);
}

function checkRecord(row: Row): void {
  const record = JSON.parse(String(row.parse)) as Row;
  assertKeys(record, PARSE_KEYS);
  assert.equal(record.metadata_hash, row.hash);
  assert.equal(row.canonical_sha256, row.hash);
  assert.ok(String(row.parse).includes(`"params":${row.params},`), "sd_params differs from params");
  for (const [field, { kind }] of Object.entries(RECORD_FIELDS)) {
    const value = record[field];
    assert.ok(value === null || typeof value === (kind === "text" ? "string" : "number"), field);
  }
  for (const value of Object.values(record.params as Row)) assert.equal(typeof value, "string");
  for (const field of PROMPT_FIELDS) assert.equal(typeof record[field], "string");
  let position = 0;
  each(row.loras, (usage) => {
    assertKeys(usage, USAGE_KEYS);
    assert.equal(usage.position_index, position++);
  });
  each(row.all_loras, (usage) => {
    assertKeys(usage, usage.reason === undefined ? USAGE_KEYS : DISCARDED_KEYS);
  });
  each(row.resources, (resource) => {
    assertKeys(resource, RESOURCE_KEYS);
    assert.ok(typeof resource.type === "string" && typeof resource.source === "string");
  });
}

function assertKeys(item: Row, keys: string): void {
  assert.equal(Object.keys(item).join(), keys);
}

function each(json: unknown, check: (item: Row) => void): void {
  const items = JSON.parse(String(json));
  assert.ok(Array.isArray(items));
  items.forEach(check);
}
