/**
 * The canonical JSON of a record: what the metadata hash is taken of.
 *
 * @module
 */
import { PROMPT_FIELDS, RECORD_FIELDS, type RecordField, type SdRecord } from "../record/record.ts";
import { formatG } from "./format_g.ts";
import { quote } from "../record/engine.ts";

/** Every field that counts, in the order of code points, with its key as JSON. */
const CANONICAL_FIELDS = [
  ...(Object.keys(RECORD_FIELDS) as RecordField[]).filter((field) =>
    RECORD_FIELDS[field].isCanonical
  ),
  ...PROMPT_FIELDS,
].sort().map((field) => ({
  name: field,
  key: `,"${field}":`,
  first: `{"${field}":`,
  isInteger: field in RECORD_FIELDS && RECORD_FIELDS[field as RecordField].kind === "integer",
}));

type CanonicalField = typeof CANONICAL_FIELDS[number];

/**
 * The canonical JSON of a record: keys sorted, no blanks, integers exact, reals as `%.6g` strings, prompts even when empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse } from "../generators/parse.ts";
 * const record = parse("a cat\nSteps: 20, CFG scale: 7.0");
 * assert.equal(
 *   record && canonicalJson(record),
 *   '{"cfg_scale":"7","clean_negative":"","clean_positive":"a cat","raw_negative":"","raw_positive":"a cat","steps":20}',
 * );
 * ```
 */
export function canonicalJson(record: SdRecord): string {
  let json = "";
  for (let i = 0; i < CANONICAL_FIELDS.length; i++) {
    const field = CANONICAL_FIELDS[i] as CanonicalField;
    const value = record[field.name];
    if (value === null) continue;
    json += json === "" ? field.first : field.key;
    if (typeof value === "string") json += field.isInteger ? value : quote(value);
    else if (typeof value === "number") json += '"' + formatG(value) + '"';
    else json += value ? "1" : "0";
  }
  // There is always one: prompts count even when they are empty.
  return json + "}";
}
