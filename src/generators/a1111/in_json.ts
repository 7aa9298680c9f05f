/**
 * An infotext somewhere inside a JSON document.
 *
 * @module
 */
import { normaliseText } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";
import { INFOTEXT_KEYS } from "../shared/plain.ts";
import { surveyOf } from "../shared/survey.ts";
import { type InfotextParts, splitInfotext } from "./split.ts";

/**
 * The parts of the infotext under a key made for it, else of the first string anywhere that holds a parameters line; null
 * where there is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../../record/texts.ts";
 * const parts = infotextIn(new Text("", '{"meta": {"parameters": "a cat\\nSteps: 20"}}'));
 * assert.equal(parts?.positive, "a cat");
 * ```
 */
export function infotextIn(text: Text): InfotextParts | null {
  const { strings, stringKeys } = surveyOf(text);
  let elsewhere: InfotextParts | null = null;
  for (let i = 0; i < strings.length; i++) {
    const string = strings[i] ?? "";
    const isItsKey = INFOTEXT_KEYS.has((stringKeys[i] ?? "").toLowerCase());
    if (string.indexOf(":") < 0 || !isItsKey && elsewhere !== null) continue;
    const parts = splitInfotext(normaliseText(string).trim());
    if (isItsKey && (parts.pairs !== null || parts.hasNegative)) return parts;
    if (!isItsKey && parts.pairs !== null) elsewhere = parts;
  }
  return elsewhere;
}
