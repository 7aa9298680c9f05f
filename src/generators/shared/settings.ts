/**
 * Settings of a generator's own record: members of an object by key, whatever their type, as columns and pairs.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { MAX_RESOURCES } from "../../record/hash_lists.ts";
import {
  entriesOf,
  isJsonArray,
  itemsOf,
  type JsonValue,
  memberOf,
  readJson,
  scalarText,
  valueText,
} from "../../record/json.ts";
import { normaliseKey } from "../../record/keys.ts";
import { readPython } from "../../record/python_literal.ts";
import { RECORD_FIELDS, type RecordField } from "../../record/record.ts";
import { normaliseText, withoutUnstorable } from "../../record/text.ts";
import { readReal } from "../../record/values.ts";

/** Values by normalised key. */
export type Settings = ReadonlyMap<string, JsonValue>;

/** Texts of fields by column. */
export type Fields = NonNullable<Findings["fields"]>;

/** A column, and the normalised keys that fill it, the first that says something before the others. */
export type Column = readonly [column: RecordField, ...keys: readonly string[]];

/** Words for "none" in lower case. */
export type Nothings = ReadonlySet<string>;

const NO_WORDS: Nothings = new Set();

/** The members of an object; of keys that are the same when normalised the last counts. */
export function settingsOf(object: JsonValue | undefined): Settings {
  const settings = new Map<string, JsonValue>();
  for (const [key, value] of entriesOf(object)) settings.set(normaliseKey(key), value);
  return settings;
}

/** The text of a scalar, trimmed; empty for anything else. */
export function textOf(value: JsonValue | undefined): string {
  const text = value === undefined ? undefined : scalarText(value);
  return text === undefined ? "" : normaliseText(text).trim();
}

/** The text of the first of several keys that says something; empty where none does. */
export function textUnder(
  settings: Settings,
  keys: readonly string[],
  nothings: Nothings = NO_WORDS,
): string {
  for (const key of keys) {
    const text = textOf(settings.get(key));
    if (text !== "" && !nothings.has(text.toLowerCase())) return text;
  }
  return "";
}

/** A prompt: a string, or a list of strings, which are lines. */
export function promptOf(value: JsonValue | undefined): string {
  if (isJsonArray(value)) {
    return itemsOf(value).map(promptOf).filter((part) => part !== "").join("\n");
  }
  return typeof value === "boolean" ? "" : textOf(value);
}

/** Texts that are JSON are opened this deep. */
const MAX_OPENED = 3;

/**
 * A list or an object that stands as text, in JSON or as Python spells it; any other value as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { valueText } from "../../record/json.ts";
 * assert.equal(valueText(opened('"[1, 2]"') ?? null), "[1, 2]");
 * assert.equal(opened("a fern"), "a fern");
 * ```
 */
export function opened(value: JsonValue | undefined): JsonValue | undefined {
  let inner = value;
  for (let depth = 0; depth < MAX_OPENED && typeof inner === "string"; depth++) {
    const text: string = normaliseText(inner).trim();
    const isMarked: boolean = text !== "" && '[{("'.indexOf(text.charAt(0)) >= 0;
    const found: JsonValue | undefined = isMarked ? readJson(text) ?? readPython(text) : undefined;
    if (found === undefined) break;
    inner = found;
  }
  return inner;
}

/** The items of a list: an array, or one as text; anything else is a list of one. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  const list = opened(value);
  if (isJsonArray(list)) return itemsOf(list).slice(0, MAX_RESOURCES);
  return list === undefined || list === null ? [] : [list];
}

/** The items of a list, which may be a text with commas between them. */
export function commaListOf(value: JsonValue | undefined): readonly JsonValue[] {
  const list = opened(value);
  return typeof list === "string"
    ? list.split(",", MAX_RESOURCES).map((item) => item.trim())
    : listOf(list);
}

/** The number that a value is or spells; `missing` for anything else. */
export function numberOf(value: JsonValue | undefined, missing: number): number {
  return readReal(textOf(value)) ?? missing;
}

/** The first member of an object that is a text that says something, else the value's own text. */
export function nameOf(value: JsonValue | undefined, ...keys: readonly string[]): string {
  const inner = opened(value);
  for (const key of keys) {
    const text = textOf(memberOf(inner, key));
    if (text !== "") return text;
  }
  return textOf(inner);
}

/** A whole number with a point, as programs write one that they keep as a real. */
const WHOLE = /^([+-]?\d+)\.0*$/;

/** The texts of columns; what says "none" fills none. */
export function fieldsOf(
  settings: Settings,
  columns: readonly Column[],
  nothings: Nothings = NO_WORDS,
): Fields {
  const fields: Partial<Record<RecordField, string>> = {};
  for (const [column, ...keys] of columns) {
    const text = textUnder(settings, keys, nothings);
    if (text === "") continue;
    fields[column] = RECORD_FIELDS[column].kind === "integer" ? text.replace(WHOLE, "$1") : text;
  }
  return fields;
}

/** Two numbers with anything but digits between: `(896, 1152)`, `896 x 1152`. */
const SIZE = /^\D{0,8}(\d{1,9})\D{1,8}(\d{1,9})\D{0,8}$/;

/** Width and height as columns, of a text or a list of both; none where a value names no size. */
export function sizeFields(value: JsonValue | undefined): Fields {
  const text = isJsonArray(value) ? valueText(value) : textOf(value);
  const [, width, height] = SIZE.exec(text) ?? [];
  return width === undefined || height === undefined ? {} : { width, height };
}

/** Adds the members of an object as pairs, keys as written; one that is there already stays. */
export function addParams(params: Map<string, string>, object: JsonValue | undefined): void {
  for (const [key, value] of entriesOf(object)) {
    const written = withoutUnstorable(key);
    if (!params.has(written)) params.set(written, normaliseText(valueText(value)).trim());
  }
}

/** The prompts of an object, and its other members as pairs. */
export interface PromptsAndParams {
  readonly positive: string;
  readonly negative: string;
  readonly params: Map<string, string>;
}

/** Reads the prompts under two normalised keys of an object; everything else is a pair, and so is what is no prompt. */
export function promptsAndParams(
  object: JsonValue | undefined,
  positiveKey: string,
  negativeKey: string,
): PromptsAndParams {
  const settings = settingsOf(object);
  const positive = promptOf(settings.get(positiveKey));
  const negative = promptOf(settings.get(negativeKey));
  const params = new Map<string, string>();
  addParams(params, object);
  dropRepeats(params, [positiveKey, negativeKey], positive, negative);
  return { positive, negative, params };
}

/** Takes pairs away that only repeat a prompt, by their normalised keys. */
export function dropRepeats(
  params: Map<string, string>,
  keys: readonly string[],
  ...prompts: readonly string[]
): void {
  for (const [key, value] of [...params]) {
    if (prompts.indexOf(value) >= 0 && keys.indexOf(normaliseKey(key)) >= 0) params.delete(key);
  }
}
