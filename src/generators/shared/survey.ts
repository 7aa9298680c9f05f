/**
 * What stands in a JSON document, whoever asks for it.
 *
 * @module
 */
import type { JsonValue } from "../../record/json.ts";
import type { Text } from "../../record/texts.ts";
import type { Shape } from "./document_keys.ts";
import { type Survey, Walk } from "./document_walk.ts";
import { isGraphDocument } from "./graph_document.ts";

export type { Survey };

/** The survey of a text in its order, made once; of one that is no JSON it is empty. */
export function surveyOf(text: Text): Survey {
  return text.once(exactSurvey);
}

/**
 * A survey in any order, for those who ask whether something is there at all. Where keys are integers, as those of ComfyUI's
 * nodes are, finding the order of the text takes QuickJS twice as long as parsing.
 */
export function roughSurveyOf(text: Text): Survey {
  return text.once(roughSurvey);
}

function exactSurvey(text: Text): Survey {
  const rough = roughSurveyOf(text);
  return rough.isMoved ? walked(text, true) : rough;
}

function roughSurvey(text: Text): Survey {
  return walked(text, false);
}

function walked(text: Text, isExact: boolean): Survey {
  const walk = new Walk(isExact);
  // Texts and fields within a graph are those of its nodes. Going through them takes twice as long as parsing.
  if (text.json !== undefined && !isGraphDocument(text)) walk.run(text.json);
  return walk;
}

/**
 * The place of the first object that has a shape, or `Infinity`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../../record/texts.ts";
 * import { newShape } from "./document_keys.ts";
 * const shape = newShape(["sampler_name", "seed"]);
 * const survey = surveyOf(new Text("", '{"meta": {"seed": 1, "Sampler Name": "x"}}'));
 * assert.equal(placeOf(survey, shape), 1);
 * ```
 */
export function placeOf({ shapes }: Survey, shape: Shape): number {
  return shapes.get(shape) ?? Infinity;
}

/**
 * The first object in a document that has one of several shapes, in its order; `undefined` where there is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memberOf } from "../../record/json.ts";
 * import { Text } from "../../record/texts.ts";
 * import { newShape } from "./document_keys.ts";
 * const shape = newShape(["grain"]);
 * const text = new Text("", '{"meta": "{\\"grain\\": true}"}');
 * assert.equal(memberOf(objectOf(text, [shape]), "grain"), true);
 * ```
 */
export function objectOf(text: Text, shapes: readonly Shape[]): JsonValue | undefined {
  if (text.json === undefined) return undefined;
  const rough = roughSurveyOf(text);
  if (shapes.every((shape) => placeOf(rough, shape) === Infinity)) return undefined;
  const survey = surveyOf(text);
  let first = shapes[0];
  for (const shape of shapes) {
    if (first === undefined || placeOf(survey, shape) < placeOf(survey, first)) first = shape;
  }
  return first === undefined ? undefined : survey.shaped.get(first);
}
