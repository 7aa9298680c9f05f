/**
 * Raw text to record.
 *
 * @module
 */
import { RECORD_FIELDS, type RecordField, type SdRecord } from "../record/record.ts";
import { buildRecord, type Findings, type KnownPair } from "../record/build.ts";
import { foreignProgram, mayBeJson } from "./detect.ts";
import {
  entriesOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  readJson,
  scalarText,
  valueText,
} from "../record/json.ts";
import { keyFacts } from "../record/keys.ts";
import type { Pair } from "./a1111/pairs.ts";
import { splitInfotext } from "./a1111/split.ts";
import { isMarkup, normaliseText, withoutUnstorable } from "../record/text.ts";
import { findInJson, GRAPH } from "./unwrap.ts";

/**
 * Parses the raw text of an image: an infotext in A1111's grammar, JSON that holds one, or generation fields as JSON.
 *
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
export function parse(text: string): SdRecord | null {
  const normal = normaliseText(text).trim();
  if (normal === "") return null;
  const value = mayBeJson(normal) ? readJson(normal) : undefined;
  return value === undefined ? parseInfotext(normal) : parseJson(value);
}

function parseInfotext(text: string): SdRecord | null {
  const { positive, negative, hasNegative, templates, pairs } = splitInfotext(text);
  if (pairs === null && !hasNegative && isNoPrompt(text)) return null;
  const columns = pairs ?? [];
  const params = new Map<string, string>();
  for (const [label, template] of templates) params.set(label, template);
  for (let i = 0; i < columns.length; i++) {
    const { facts, value } = columns[i] as Pair;
    params.set(facts.written, value);
  }
  // Keys seldom come twice: only then each is looked up before it is set.
  if (params.size < templates.length + columns.length) {
    params.clear();
    for (const [label, template] of templates) put(params, label, template);
    for (const { facts, value } of columns) put(params, facts.written, value);
  }
  return buildRecord({ positive, negative, params, columns });
}

/** Whether a text without any mark of an infotext is something else than a prompt. */
function isNoPrompt(text: string): boolean {
  return isMarkup(text) || foreignProgram(text) !== null;
}

function parseJson(value: JsonValue): SdRecord | null {
  const embedded = memberOf(value, "parameters");
  const sidecar = memberOf(value, "sidecar");
  if (typeof embedded === "string" && typeof sidecar === "string") {
    return merge(parse(embedded), parse(sidecar));
  }
  const { infotext, fields, bare, program } = findInJson(value);
  if (infotext !== undefined) return parseInfotext(infotext);
  if (program === GRAPH) return null;
  if (fields !== undefined) return buildRecord(fromFields(fields, bare));
  return bare === undefined ? null : parseInfotext(bare);
}

/** An object of generation fields: its prompts, and everything else as pairs. A bare prompt beside it stands in for one. */
function fromFields(fields: JsonObject, bare = ""): Findings {
  const { positive, negative } = splitInfotext(isNoPrompt(bare) ? "" : bare);
  const prompts = { positive, negative };
  const params = new Map<string, string>();
  const columns: KnownPair[] = [];
  for (const [key, value] of entriesOf(fields)) {
    const facts = keyFacts(key);
    const { target } = facts;
    if ((target === "positive" || target === "negative") && typeof value === "string") {
      prompts[target] = normaliseText(value).trim();
      continue;
    }
    put(params, withoutUnstorable(key), normaliseText(valueText(value)).trim());
    if (value !== null) columns.push({ facts, value: normaliseText(columnText(value)).trim() });
  }
  return { ...prompts, params, columns };
}

/** What a value puts into a column: a scalar its text, an object the name that it bears, such as InvokeAI's `model`. */
function columnText(value: JsonValue): string {
  const named = isJsonObject(value)
    ? memberOf(value, "name") ?? memberOf(value, "model_name")
    : value;
  return (named === undefined ? undefined : scalarText(named)) ?? "";
}

/** Sets a pair; one that comes again moves to the end. */
function put(params: Map<string, string>, key: string, value: string): void {
  params.delete(key);
  params.set(key, value);
}

/** An embedded record with a sidecar's: the embedded one wins field by field, the sidecar fills what is null. */
function merge(embedded: SdRecord | null, sidecar: SdRecord | null): SdRecord | null {
  if (embedded === null || sidecar === null) return embedded ?? sidecar;
  const filled = Object.fromEntries(
    (Object.keys(RECORD_FIELDS) as RecordField[]).map((
      field,
    ) => [field, embedded[field] ?? sidecar[field]]),
  );
  return {
    ...embedded,
    ...filled,
    seed_text: embedded.seed_text ?? sidecar.seed_text,
    params: new Map([...sidecar.params, ...embedded.params]),
  };
}
