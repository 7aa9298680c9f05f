/**
 * An object of generation fields, such as A1111's API and CivitAI write it, as prompts and pairs.
 *
 * @module
 */
import type { Findings, KnownPair } from "../../record/build.ts";
import {
  entriesOf,
  isJsonObject,
  type JsonValue,
  memberOf,
  scalarText,
  valueText,
} from "../../record/json.ts";
import { keyFacts } from "../../record/keys.ts";
import { normaliseText, withoutUnstorable } from "../../record/text.ts";
import type { Text, Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "./document_keys.ts";
import { bareTextIn, plainPrompt, readPlainPrompt } from "./plain.ts";
import { RESOURCE_KEYS } from "./resource_readers.ts";
import { placeOf, roughSurveyOf, surveyOf } from "./survey.ts";

/** Reads the first object of generation fields in a JSON document, else a bare prompt in it. */
export function readFields(text: Text): Findings | null {
  const { fields } = surveyOf(text);
  return fields === undefined
    ? readPlainPrompt(text)
    : fromFields(fields, plainPrompt(bareTextIn(text)));
}

/**
 * Reads an object of generation fields: its prompts, and everything else as pairs.
 *
 * @param bare A bare prompt beside it, which stands in for one.
 */
export function fromFields(fields: JsonValue, bare: string): Findings {
  const prompts = { positive: bare, negative: "" };
  const params = new Map<string, string>();
  const columns: KnownPair[] = [];
  for (const [key, value] of entriesOf(fields)) {
    const facts = keyFacts(key);
    const { target } = facts;
    if ((target === "positive" || target === "negative") && typeof value === "string") {
      prompts[target] = normaliseText(value).trim();
      continue;
    }
    const written = withoutUnstorable(key);
    // A pair that comes again moves to the end.
    params.delete(written);
    params.set(written, normaliseText(valueText(value)).trim());
    if (value !== null) columns.push({ facts, value: normaliseText(columnText(value)).trim() });
  }
  return { ...prompts, params, columns };
}

/** The text of a value for a column: a scalar's own, of an object the name that it bears, such as InvokeAI's `model`. */
function columnText(value: JsonValue): string {
  const named = isJsonObject(value)
    ? memberOf(value, "name") ?? memberOf(value, "model_name")
    : value;
  return (named === undefined ? undefined : scalarText(named)) ?? "";
}

/**
 * A generator whose JSON documents are told by keys that only its objects have together, and read as generation fields.
 *
 * @param shapes Sets of normalised keys, each of which is enough.
 */
export function generatorOfFields(
  name: string,
  version: number,
  keys: readonly string[],
  shapes: ReadonlyArray<readonly string[]>,
): Generator {
  const told = shapes.map(newShape);
  return {
    name,
    version,
    keys,
    recognises: ({ text }: Texts): boolean =>
      text.json !== undefined &&
      told.some((shape) => placeOf(roughSurveyOf(text), shape) !== Infinity),
    read: ({ text }: Texts): Findings | null => readFields(text),
    resources: RESOURCE_KEYS,
  };
}
