/**
 * InvokeAI of all versions, lstein's fork before (https://github.com/invoke-ai/InvokeAI).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonObject, type JsonValue, memberOf } from "../../record/json.ts";
import type { Text, Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import { opened } from "../shared/settings.ts";
import { objectOf, placeOf, roughSurveyOf } from "../shared/survey.ts";
import { isDream, readDream } from "./dream.ts";
import { readGraph } from "./from_graph.ts";
import { InvokeGraph } from "./graph.ts";
import { readMetadata } from "./metadata.ts";
import { readSecond } from "./second.ts";

/** Keys of containers under which records stand, the latest version's first. */
const RECORD_KEYS = ["invokeai_metadata", "sd-metadata", "dream_metadata"] as const;
const GRAPH_KEY = "invokeai_graph";
const DREAM_KEY = "dream";

/** Records of version 3 and later. */
const METADATA = [
  newShape(["generation_mode", "rand_device"]),
  newShape(["generation_mode", "positive_prompt"]),
  newShape(["app_version", "generation_mode"]),
  newShape(["app_version", "positive_prompt"]),
];
/** Members that a record of these versions has. */
const MARKS = ["positive_prompt", "negative_prompt", "generation_mode", "app_version", "cfg_scale"];
/** Records before that, whose settings stand under `image`. */
const SECOND = [newShape(["app_version", "image"]), newShape(["model_weights", "image"])];
/** A document of somebody else with a record in it. */
const DUMP = [newShape([RECORD_KEYS[0]])];
/** Members that a record has as a node of a graph. */
const OF_NODES = ["id", "type", "is_intermediate", "use_cache"];
/** A node of a graph. */
const NODE = newShape(["is_intermediate", "type"]);

/** InvokeAI. */
export const invokeai: Generator = {
  name: "invokeai",
  version: 2,
  keys: [...RECORD_KEYS, GRAPH_KEY, DREAM_KEY],
  recognises: ({ text }) => readerOf(text) !== null,
  read(texts): Findings | null {
    const read = readerOf(texts.text);
    return read === null ? null : withGraph(read(), texts);
  },
};

/** Reads one text. */
type Reader = () => Findings | null;

/** The reader of a text; null for one that is not InvokeAI's. */
function readerOf(text: Text): Reader | null {
  const { json, key, normal } = text;
  if (json === undefined) {
    const isCommand = key === DREAM_KEY ? normal.startsWith('"') : isDream(normal);
    return isCommand ? (): Findings | null => readDream(normal) : null;
  }
  // Graphs have a node with a record that leaves out what other nodes tell.
  if (placeOf(roughSurveyOf(text), NODE) !== Infinity && isGraph(text)) {
    return () => graphFindings(text);
  }
  const metadata = objectOf(text, METADATA);
  if (isJsonObject(metadata)) return () => readMetadata(metadata);
  const second = objectOf(text, SECOND);
  if (isJsonObject(opened(memberOf(second, "image")))) {
    return () => readSecond(second as JsonValue);
  }
  return readerByKey(json, key) ?? readerInside(text);
}

/** The reader of a record under its own key, where a single member is enough: any other may be missing. */
function readerByKey(json: JsonValue, key: string): Reader | null {
  if (key === RECORD_KEYS[0]) {
    const hasMark = MARKS.some((mark) => memberOf(json, mark) !== undefined);
    return hasMark ? (): Findings => readMetadata(json) : null;
  }
  const isSecond = key === RECORD_KEYS[1] || key === RECORD_KEYS[2];
  return isSecond && isJsonObject(opened(memberOf(json, "image"))) ? () => readSecond(json) : null;
}

/** The reader of a record that somebody else put under its key into a document. */
function readerInside(text: Text): Reader | null {
  const inside = opened(memberOf(objectOf(text, DUMP), RECORD_KEYS[0]));
  return inside === undefined ? null : readerByKey(inside, RECORD_KEYS[0]);
}

function isGraph(text: Text): boolean {
  return text.once(graphOf) !== null;
}

function graphOf({ json }: Text): InvokeGraph | null {
  return memberOf(json, "edges") === undefined ? null : InvokeGraph.of(json);
}

function graphFindings(text: Text): Findings | null {
  const graph = text.once(graphOf);
  const findings = graph === null ? null : readGraph(graph);
  const record = graph?.record;
  if (findings === null || record === undefined) return findings;
  const { params, ...rest } = filled(findings, readMetadata(record));
  return { ...rest, params: new Map([...params].filter(([key]) => OF_NODES.indexOf(key) < 0)) };
}

/** A record without prompts, as a canvas may write it: what it leaves open comes from the graph beside it. */
function withGraph(findings: Findings | null, texts: Texts): Findings | null {
  if (findings === null || findings.positive !== "" || findings.negative !== "") return findings;
  const text = texts.text.key === GRAPH_KEY ? undefined : texts.get(GRAPH_KEY);
  const graph = text === undefined ? null : graphFindings(text);
  return graph === null ? findings : filled(findings, graph);
}

/** Findings with those of another reading where they are open; prompts go together. */
function filled(findings: Findings, other: Findings): Findings {
  const hasPrompts = findings.positive !== "" || findings.negative !== "";
  const { positive, negative } = hasPrompts ? findings : other;
  const { loras = [], resources = [] } = findings;
  return {
    positive,
    negative,
    params: new Map([...other.params, ...findings.params]),
    fields: { ...other.fields, ...findings.fields },
    loras: loras.length > 0 ? loras : other.loras ?? [],
    resources: resources.length > 0 ? resources : other.resources ?? [],
  };
}
