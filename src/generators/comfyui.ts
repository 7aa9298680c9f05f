/**
 * ComfyUI.
 *
 * @module
 */
import { isJsonObject, parsedOf, TOO_LARGE } from "../record/json.ts";
import type { Text } from "../record/texts.ts";
import type { Generator } from "./generator.ts";
import { newShape } from "./shared/document_keys.ts";
import { isGraphText } from "./shared/graph_text.ts";
import { hasJobRecord } from "./shared/job_record.ts";
import { placeOf, roughSurveyOf, surveyOf } from "./shared/survey.ts";

/** Keys of a node of an API graph, and of a graph of the user interface. */
const SHAPES = [newShape(["class_type", "inputs"]), newShape(["links", "nodes"])];

/** The program's graphs are told (https://github.com/comfyanonymous/ComfyUI), and not read yet. */
export const comfyui: Generator = {
  name: "comfyui",
  version: 1,
  keys: ["prompt", "workflow"],
  recognises: ({ text }) =>
    !hasJobRecord(text.json) &&
    (text.json === undefined || text.json === TOO_LARGE
      ? isGraphText(text.normal)
      : holdsGraph(text)),
  read: () => null,
};

/** Whether a graph is what the document is about: one behind generation fields is an appendix to them. */
function holdsGraph(text: Text): boolean {
  const rough = roughSurveyOf(text);
  if (SHAPES.every((shape) => placeOf(rough, shape) === Infinity)) return false;
  if (rough.fieldsAt === Infinity || isNodesOnly(text)) return true;
  const survey = surveyOf(text);
  const place = Math.min(...SHAPES.map((shape) => placeOf(survey, shape)));
  return place !== Infinity && place <= survey.fieldsAt;
}

/** Whether every member of the document is a node, so that one comes first in any order. */
function isNodesOnly({ json }: Text): boolean {
  if (!isJsonObject(json)) return false;
  return Object.values(parsedOf(json)).every((node) =>
    typeof node === "object" && node !== null && "class_type" in node && "inputs" in node
  );
}
