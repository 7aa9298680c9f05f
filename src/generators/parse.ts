/**
 * Stored text to record.
 *
 * @module
 */
import { buildRecord } from "../record/build.ts";
import type { SdRecord } from "../record/record.ts";
import type { Generator } from "./generator.ts";
import { mergeRecords } from "./merge.ts";
import { type Reading, readingsOf } from "./readings.ts";
import { GENERATORS } from "./table.ts";

/**
 * Parses the text of a picture, or several of its texts in an envelope.
 *
 * @param text The text in any format that a generator reads; anything else that is neither JSON nor markup is a prompt.
 * @param table The generators that are asked, in order. Default: those of this library.
 * @returns The record; `null` where nothing is found. Never throws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const record = parse("a cat\nSteps: 20, Sampler: Euler a, Seed: 18446744073709551615");
 * assert.equal(record?.raw_positive, "a cat");
 * assert.equal(record?.seed, "18446744073709551615");
 * ```
 */
export function parse(text: string, table: readonly Generator[] = GENERATORS): SdRecord | null {
  const readings = readingsOf(text, table);
  const first = readings[0];
  if (first === undefined) return null;
  if (readings.length === 1) return recordOf(first);
  const own = readings.filter(({ generator }) => generator?.graphs === undefined);
  const graph = readings.find(({ generator }) => generator?.graphs !== undefined);
  return mergeRecords(own.map(recordOf), graph === undefined ? null : recordOf(graph));
}

function recordOf({ findings, generator }: Reading): SdRecord {
  return buildRecord(findings, generator === null ? null : generator.name);
}
