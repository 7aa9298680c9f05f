/**
 * Pairs and prompts to a record: types, sizes, hashes, cut prompts.
 *
 * @module
 */
import { RECORD_FIELDS, type RecordField, type SdRecord } from "../record.ts";
import { keyFacts } from "./keys.ts";
import { cleanPrompt } from "./loras.ts";
import { cutToBytes, PROMPT_BYTES } from "./text.ts";
import { isInteger, readBoolean, readHash, readInteger, readReal, readSize } from "./values.ts";

/** What a text holds, whatever its form. */
export interface Findings {
  readonly positive: string;
  readonly negative: string;
  /** Every pair in order, key as written; of equal keys the last wins. */
  readonly params: ReadonlyMap<string, string>;
}

const NO_SAMPLER: ReadonlySet<string> = new Set(["Undefined", "_"]);
const SHA256_DIGITS = 64;
const SHORT_HASH_DIGITS = 10;

/** Makes a record of what was found in a text. */
export function buildRecord({ positive, negative, params }: Findings): SdRecord {
  const record = emptyRecord(params);
  const override: { width?: string; height?: string } = {};
  for (const [key, value] of params) {
    const { target } = keyFacts(key);
    if (target === undefined || target === "positive" || target === "negative") continue;
    if (target === "size") setSize(record, value);
    else if (target === "width" || target === "height") {
      const integer = readInteger(value);
      if (integer !== null) override[target] = integer;
    } else setField(record, target, value);
  }
  overrideSize(record, override);
  splitModelHash(record);
  setPrompts(record, positive, negative);
  return record;
}

function emptyRecord(params: ReadonlyMap<string, string>): SdRecord {
  return { ...EMPTY, params };
}

const EMPTY = {
  ...Object.fromEntries(Object.keys(RECORD_FIELDS).map((field) => [field, null])),
  seed_text: null,
  truncated: false,
  raw_positive: "",
  raw_negative: "",
  clean_positive: "",
  clean_negative: "",
} as unknown as Omit<SdRecord, "params">;

function setField(record: SdRecord, field: RecordField, value: string): void {
  // The field list decides the type; TypeScript cannot follow it through an index.
  const fields = record as unknown as Record<RecordField, string | number | boolean | null>;
  switch (RECORD_FIELDS[field]) {
    case "integer":
      fields[field] = readInteger(value);
      if (field === "seed") record.seed_text = isInteger(value) ? value : null;
      break;
    case "real":
      fields[field] = readReal(value);
      break;
    case "boolean":
      fields[field] = readBoolean(value);
      break;
    case "text":
      fields[field] = readText(field, value);
  }
}

function readText(field: RecordField, value: string): string | null {
  if (value === "") return null;
  if (field === "model_hash_short" || field === "vae_hash") return readHash(value);
  return field === "sampler" && NO_SAMPLER.has(value) ? null : value;
}

function setSize(record: SdRecord, value: string): void {
  const size = readSize(value);
  record.width = size?.width ?? null;
  record.height = size?.height ?? null;
  record.size_raw = size === null ? null : value;
}

function overrideSize(record: SdRecord, override: { width?: string; height?: string }): void {
  if (override.width === undefined && override.height === undefined) return;
  record.width = override.width ?? record.width;
  record.height = override.height ?? record.height;
  if (record.width !== null && record.height !== null) {
    record.size_raw = `${record.width}x${record.height}`;
  }
}

/** A hash of 64 digits is the whole SHA-256; its beginning is the short one. */
function splitModelHash(record: SdRecord): void {
  const hash = record.model_hash_short;
  if (hash === null || hash.length !== SHA256_DIGITS || !/^[0-9a-f]+$/.test(hash)) return;
  record.model_hash_full = hash;
  record.model_hash_short = hash.slice(0, SHORT_HASH_DIGITS);
}

function setPrompts(record: SdRecord, positive: string, negative: string): void {
  record.raw_positive = cutToBytes(positive, PROMPT_BYTES);
  record.raw_negative = cutToBytes(negative, PROMPT_BYTES);
  record.truncated = record.raw_positive.length < positive.length ||
    record.raw_negative.length < negative.length;
  record.clean_positive = cleanPrompt(record.raw_positive);
  record.clean_negative = cleanPrompt(record.raw_negative);
}
