/**
 * An object of generation fields, such as A1111's API and CivitAI write it, as prompts and pairs.
 *
 * @module
 */
import type { Findings, KnownPair } from "../../record/build.ts";
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  memberOf,
  scalarText,
  valueText,
} from "../../record/json.ts";
import { type KeyFacts, keyFacts } from "../../record/keys.ts";
import { normaliseText, withoutUnstorable } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";
import { addNetLoras } from "./addnet.ts";
import { bareTextIn, plainPrompt, readPlainPrompt } from "./plain.ts";
import { surveyOf } from "./survey.ts";
import { weightedPrompts } from "./weighted.ts";

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
  const lists = { positive: "", negative: "" };
  const params = new Map<string, string>();
  const columns: KnownPair[] = [];
  for (const [key, value] of entriesOf(fields)) {
    const facts = keyFacts(key);
    const { target } = facts;
    if ((target === "positive" || target === "negative") && typeof value === "string") {
      prompts[target] = normaliseText(value).trim();
      continue;
    }
    if (isJsonArray(value)) addLists(lists, facts, value);
    const written = withoutUnstorable(key);
    // A pair that comes again moves to the end.
    params.delete(written);
    params.set(written, normaliseText(valueText(value)).trim());
    if (value !== null) columns.push({ facts, value: normaliseText(columnText(value)).trim() });
  }
  if (prompts.positive === "") prompts.positive = lists.positive;
  if (prompts.negative === "") prompts.negative = lists.negative;
  return { ...prompts, params, columns, loras: addNetLoras(columns) };
}

/** Keys of lists that hold both prompts, by their weights. */
const LISTS: ReadonlySet<string> = new Set(["prompts", "text_prompts"]);

/** Reads a list that is a prompt. */
function addLists(
  lists: { positive: string; negative: string },
  { normal, target }: KeyFacts,
  value: JsonValue,
): void {
  if (target === "negative") lists.negative = weightedPrompts(value).positive;
  else if (target === "positive" || LISTS.has(normal)) {
    const { positive, negative } = weightedPrompts(value);
    if (positive !== "") lists.positive = positive;
    if (negative !== "") lists.negative = negative;
  }
}

/** The text of a value for a column: a scalar's own, of an object the name that it bears, such as InvokeAI's `model`. */
function columnText(value: JsonValue): string {
  const named = isJsonObject(value)
    ? memberOf(value, "name") ?? memberOf(value, "model_name")
    : value;
  return (named === undefined ? undefined : scalarText(named)) ?? "";
}
