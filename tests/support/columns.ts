/** Records as SQL sees them: integers exact or NULL, booleans as 0 and 1. */
import assert from "node:assert/strict";
import { listUsages } from "../../src/record/record_usages.ts";
import type { UsageList } from "../../src/record/usages.ts";
import { parse } from "../../src/generators/parse.ts";
import { fitsInt64 } from "../../src/record/values.ts";
import {
  PROMPT_FIELDS,
  RECORD_FIELDS,
  type RecordField,
  type SdRecord,
} from "../../src/record/record.ts";

/** A value of a column. */
export type Cell = bigint | number | string | null;

/** The columns of `models` that a record fills. */
export function columnsOf(record: SdRecord): Record<string, Cell> {
  const columns: Record<string, Cell> = {};
  for (const field of Object.keys(RECORD_FIELDS) as RecordField[]) {
    const value = record[field];
    const { kind } = RECORD_FIELDS[field];
    if (typeof value === "boolean") columns[field] = BigInt(value);
    else if (kind === "integer" && typeof value === "string") {
      columns[field] = fitsInt64(value) ? BigInt(value) : null;
    } else columns[field] = value;
  }
  for (const prompt of PROMPT_FIELDS) columns[prompt] = record[prompt];
  columns.seed_text = record.seed_text;
  columns.truncated = BigInt(record.truncated);
  return columns;
}

/** An expected value as its column holds it: a REAL that was written as an integer is a number. */
export function expectedCell(column: string, value: Cell): Cell {
  const isReal = column in RECORD_FIELDS && RECORD_FIELDS[column as RecordField].kind === "real";
  return isReal && typeof value === "bigint" ? Number(value) : value;
}

/** One usage in case data; a key that is absent is not part of the case. */
export interface ExpectedUsage {
  readonly lora_name: string;
  readonly raw_name: string;
  readonly weight: number | bigint;
  readonly unet_weight?: number | bigint | null;
  readonly context: string;
  readonly position_index: bigint;
  readonly lora_hash?: string | null;
}

/** Usages and discarded tags of a record, its own hashes joined. */
export function usagesOf(record: SdRecord): UsageList {
  return listUsages(record);
}

/** Compares usages with the expected ones, field by field. */
export function assertUsages(
  { usages }: UsageList,
  expected: readonly ExpectedUsage[],
  id: string,
): void {
  assert.equal(usages.length, expected.length, `${id}: number of usages`);
  expected.forEach((wanted, i) => {
    const found: Readonly<Record<string, unknown>> = { ...usages[i] };
    for (const [key, value] of Object.entries(wanted)) {
      assert.equal(
        found[key],
        typeof value === "bigint" ? Number(value) : value,
        `${id}: ${i} ${key}`,
      );
    }
  });
}

/** One case of a text: `expect` null is no record; columns and pairs that are not named are not part of it. */
export interface TextCase {
  readonly id?: string;
  readonly name?: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, Cell>> | null;
  readonly params?: Readonly<Record<string, string | null>>;
  readonly loras?: readonly ExpectedUsage[];
}

/** Checks one case; `null` under `params` is a key that must not be there. */
export function assertCase(test: TextCase): void {
  const id = test.id ?? test.name ?? test.text;
  const record = parse(test.text);
  if (test.expect === null) {
    assert.equal(record, null, id);
    return;
  }
  assert.ok(record !== null, `${id}: no record`);
  const columns = columnsOf(record);
  for (const [column, value] of Object.entries(test.expect)) {
    assert.ok(column in columns, `${id}: ${column} is no column`);
    assert.equal(columns[column], expectedCell(column, value), `${id}: ${column}`);
  }
  for (const [key, value] of Object.entries(test.params ?? {})) {
    assert.equal(record.params.get(key) ?? null, value, `${id}: params ${key}`);
  }
  if (test.loras !== undefined) assertUsages(usagesOf(record), test.loras, id);
}
