/**
 * An infotext somewhere inside a JSON document.
 *
 * @module
 */
import { normaliseText } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";
import { roughSurveyOf, type Survey, surveyOf } from "../shared/survey.ts";
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
  const rough = roughSurveyOf(text);
  const found = firstIn(rough);
  // The order only tells which of several counts.
  return found === null || !rough.isMoved ? found : firstIn(surveyOf(text));
}

function firstIn({ strings, areInfotexts }: Survey): InfotextParts | null {
  let elsewhere: InfotextParts | null = null;
  for (let i = 0; i < strings.length; i++) {
    const string = strings[i] ?? "";
    const isItsKey = areInfotexts[i] === true;
    if (isItsKey ? string.indexOf(":") < 0 : elsewhere !== null || !mayHold(string)) continue;
    const parts = splitInfotext(normaliseText(string).trim());
    if (isItsKey && (parts.pairs !== null || parts.hasNegative)) return parts;
    if (!isItsKey && parts.pairs !== null) elsewhere = parts;
  }
  return elsewhere;
}

/** Whether a string may hold a parameters line: three pairs, or one of the two with which a short line begins. */
function mayHold(string: string): boolean {
  const second = string.indexOf(":", string.indexOf(":") + 1);
  return second >= 0 && string.indexOf(":", second + 1) >= 0 ||
    string.indexOf("Steps:") >= 0 || string.indexOf("Postprocess ") >= 0;
}
