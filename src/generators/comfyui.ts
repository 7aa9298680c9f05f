/**
 * ComfyUI.
 *
 * @module
 */
import { TOO_LARGE } from "../record/json.ts";
import type { Text } from "../record/texts.ts";
import type { Generator } from "./generator.ts";
import { newShape } from "./shared/document_keys.ts";
import { isGraphText } from "./shared/graph_text.ts";
import { placeOf, surveyOf } from "./shared/survey.ts";

/** Keys of a node of an API graph, and of a graph of the user interface. */
const SHAPES = [newShape(["class_type", "inputs"]), newShape(["links", "nodes"])];

/** The program's graphs are told (https://github.com/comfyanonymous/ComfyUI), and not read yet. */
export const comfyui: Generator = {
  name: "comfyui",
  version: 1,
  keys: ["prompt", "workflow"],
  recognises: ({ text }) =>
    text.json === undefined || text.json === TOO_LARGE
      ? isGraphText(text.normal)
      : holdsGraph(text),
  read: () => null,
};

/** Whether a graph is what the document is about: one behind generation fields is an appendix to them. */
function holdsGraph(text: Text): boolean {
  const survey = surveyOf(text);
  const place = Math.min(...SHAPES.map((shape) => placeOf(survey, shape)));
  return place !== Infinity && place <= survey.fieldsAt;
}
