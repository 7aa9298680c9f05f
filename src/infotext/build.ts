/**
 * Pairs and prompts to a record: types, sizes, hashes, cut prompts.
 *
 * @module
 */
import { type PromptField, RECORD_FIELDS, type RecordField, type SdRecord } from "../record.ts";
import { keyFacts } from "./keys.ts";
import { cleanPrompt } from "./loras.ts";
import { cutToBytes, PROMPT_BYTES } from "./text.ts";
import {
  hashKind,
  isInteger,
  readBoolean,
  readHash,
  readInteger,
  readReal,
  readSize,
} from "./values.ts";

/** What a text holds, whatever its form. */
export interface Findings {
  readonly positive: string;
  readonly negative: string;
  /** Every pair in order, key as written; of equal keys the last wins. */
  readonly params: ReadonlyMap<string, string>;
  /** What the columns are read from, where it is not `params`. */
  readonly columns?: ReadonlyMap<string, string>;
}

const NO_SAMPLER: ReadonlySet<string> = new Set(["Undefined", "_"]);
const SHORT_HASH_DIGITS = 10;

/** The columns that are read from the pairs, while they are filled. */
type Fields = Record<RecordField, string | number | boolean | null>;

const NO_FIELDS = Object.fromEntries(
  Object.keys(RECORD_FIELDS).map((field) => [field, null]),
) as Fields;

/** Makes a record of what was found in a text. */
export function buildRecord({ positive, negative, params, columns = params }: Findings): SdRecord {
  const fields: Fields = { ...NO_FIELDS };
  const override: { width: string | null; height: string | null } = { width: null, height: null };
  let seed_text: string | null = null;
  for (const [key, value] of columns) {
    const { target } = keyFacts(key);
    if (target === undefined || target === "positive" || target === "negative") continue;
    if (target === "size") setSize(fields, value);
    else if (target === "width" || target === "height") override[target] = readInteger(value);
    else fields[target] = readField(target, value);
    if (target === "seed") seed_text = isInteger(value) ? value : null;
  }
  overrideSize(fields, override);
  splitModelHash(fields);
  // The field list decides each field's type; TypeScript cannot follow it through an index.
  return { ...fields, ...cutPrompts(positive, negative), seed_text, params } as SdRecord;
}

function readField(field: RecordField, value: string): string | number | boolean | null {
  switch (RECORD_FIELDS[field]) {
    case "integer":
      return readInteger(value);
    case "real":
      return readReal(value);
    case "boolean":
      return readBoolean(value);
    case "text":
      return readText(field, value);
  }
}

function readText(field: RecordField, value: string): string | null {
  if (value === "") return null;
  if (field === "model_hash_short" || field === "vae_hash") return readHash(value);
  return field === "sampler" && NO_SAMPLER.has(value) ? null : value;
}

function setSize(fields: Fields, value: string): void {
  const size = readSize(value);
  fields.width = size?.width ?? null;
  fields.height = size?.height ?? null;
  fields.size_raw = size === null ? null : value;
}

function overrideSize(fields: Fields, { width, height }: Pick<Fields, "width" | "height">): void {
  if (width === null && height === null) return;
  fields.width = width ?? fields.width;
  fields.height = height ?? fields.height;
  if (fields.width !== null && fields.height !== null) {
    fields.size_raw = `${fields.width}x${fields.height}`;
  }
}

/** A hash of 64 digits is the whole SHA-256; its beginning is the short one. */
function splitModelHash(fields: Fields): void {
  const hash = String(fields.model_hash_short);
  if (hashKind(hash) !== "sha256") return;
  fields.model_hash_full = hash;
  fields.model_hash_short = hash.slice(0, SHORT_HASH_DIGITS);
}

function cutPrompts(
  positive: string,
  negative: string,
): Pick<SdRecord, PromptField | "truncated"> {
  const raw_positive = cutToBytes(positive, PROMPT_BYTES);
  const raw_negative = cutToBytes(negative, PROMPT_BYTES);
  return {
    raw_positive,
    raw_negative,
    clean_positive: cleanPrompt(raw_positive),
    clean_negative: cleanPrompt(raw_negative),
    truncated: raw_positive.length < positive.length || raw_negative.length < negative.length,
  };
}
