/**
 * ComfyUI: pictures that hold the graph which made them (https://github.com/Comfy-Org/ComfyUI).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { TOO_LARGE } from "../../record/json.ts";
import type { Text } from "../../record/texts.ts";
import type { Generator, GraphNodeRow } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import { graphsIn } from "../shared/graph_document.ts";
import { isGraphText } from "../shared/graph_text.ts";
import { placeOf, roughSurveyOf, surveyOf } from "../shared/survey.ts";
import { apiGraph } from "./api.ts";
import type { Graph } from "./graph.ts";
import { readGraph } from "./read.ts";
import { rowsOf } from "./rows.ts";
import { withoutPictures } from "./slim.ts";
import { marksOf, uiGraph, versionOf } from "./ui/ui_graph.ts";

/** Keys of a node of an executed graph, and of a drawn one. */
const SHAPES = [newShape(["class_type", "inputs"]), newShape(["links", "nodes"])];

/** An executed graph tells all that can be told, a drawn one less: values have no names there. */
const EXECUTED = 1;
const DRAWN = 0.5;

/** Graphs, as the server executed them or as they are drawn in the interface. */
export const comfyui: Generator = {
  name: "comfyui",
  version: 2,
  keys: ["prompt", "workflow", "usercomment", "imagedescription", "make", "model"],
  recognises: ({ text }) =>
    graphsIn(text) !== null ||
    (text.json === undefined || text.json === TOO_LARGE
      ? isGraphText(text.normal)
      : holdsGraph(text)),
  read: ({ text }): Findings | null => {
    const graph = text.once(graphOf);
    return graph === null ? null : readGraph(graph);
  },
  graphs: {
    worth: (text) => {
      const graphs = graphsIn(text);
      return graphs === null ? 0 : graphs.executed === null ? DRAWN : EXECUTED;
    },
    slim: withoutPictures,
    whyNothing: (text) =>
      text.once(graphOf) === null
        ? "the graph is cut off, or part of something else"
        : "the graph generates nothing",
    nodes: (text): readonly GraphNodeRow[] | null => {
      const graph = text.once(graphOf);
      return graph === null ? null : rowsOf(graph);
    },
  },
};

/** The graph of a text: what was executed rather than what is drawn. */
function graphOf(text: Text): Graph | null {
  const { executed = null, drawn = null } = graphsIn(text) ?? {};
  const graph = executed === null ? null : apiGraph(executed);
  if (drawn === null) return graph;
  if (graph === null) return uiGraph(drawn);
  return { ...graph, version: versionOf(drawn), marks: marksOf(drawn) };
}

/** Whether a graph stands anywhere in a document: one behind generation fields is an appendix to them. */
function holdsGraph(text: Text): boolean {
  const rough = roughSurveyOf(text);
  if (SHAPES.every((shape) => placeOf(rough, shape) === Infinity)) return false;
  if (rough.fieldsAt === Infinity) return true;
  const survey = surveyOf(text);
  const place = Math.min(...SHAPES.map((shape) => placeOf(survey, shape)));
  return place !== Infinity && place <= survey.fieldsAt;
}
