/**
 * JSON documents that are graphs: that of ComfyUI's server by node, that of its interface, or both in one object.
 *
 * The interface's form is described at https://docs.comfy.org/specs/workflow_json, the server's at
 * https://docs.comfy.org/development/comfyui-server/comms_routes.
 *
 * @module
 */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  type Parsed,
  parsedOf,
  readJson,
} from "../../record/json.ts";
import { normaliseText } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";
import { documentKey } from "./document_keys.ts";

/** The graphs of a document. */
export interface GraphDocument {
  /** The graph that was executed, nodes by id; null where there is none. */
  readonly executed: JsonObject | null;
  /** The graph as it is drawn; null where there is none. */
  readonly drawn: JsonObject | null;
}

/** The label that writers of EXIF put before a graph. */
const LABEL = /^(?:workflow|prompt)\s*:\s*(?=["{])/i;
/** Some writers put JSON into a string of JSON, up to three times. */
const MAX_NESTED = 4;
/** First characters of documents, strings and labels; an infotext has another one mostly. */
const MAY_BE = '{["pPwW';
const QUOTE = 0x22;
const BRACE = 0x7b;

/**
 * Finds the graphs that a text is, behind a label or within strings as some writers put them.
 *
 * @returns Null where the document is about something else, or is no JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../../record/texts.ts";
 * const graph = '{"3": {"class_type": "SaveImage", "inputs": {}}}';
 * assert.ok(graphsIn(new Text("model", `prompt:${graph}`))?.executed);
 * assert.ok(graphsIn(new Text("usercomment", JSON.stringify({ prompt: graph })))?.executed);
 * assert.equal(graphsIn(new Text("prompt", "a fern")), null);
 * ```
 */
export function graphsIn(text: Text): GraphDocument | null {
  return MAY_BE.indexOf(text.normal.charAt(0)) >= 0 ? text.once(findGraphs) : null;
}

function findGraphs(text: Text): GraphDocument | null {
  if (text.json !== undefined) return graphsOf(text.json, 0);
  const { normal } = text;
  if (normal.charCodeAt(0) === QUOTE) return graphsOf(normal, 0);
  const label = LABEL.exec(normal);
  return label === null ? null : graphsOf(normal.slice(label[0].length), 0);
}

/** The graphs of a value; of a string those of the document that it holds. */
function graphsOf(value: JsonValue | undefined, depth: number): GraphDocument | null {
  if (typeof value === "string") {
    const inner = depth < MAX_NESTED && mayOpen(value)
      ? readJson(normaliseText(value).trim())
      : undefined;
    return inner === undefined ? null : graphsOf(inner, depth + 1);
  }
  if (!isJsonObject(value)) return null;
  const parsed = parsedOf(value);
  if (isDrawn(parsed)) return { executed: null, drawn: value };
  if (holdsNode(parsed)) return { executed: value, drawn: null };
  if (depth === MAX_NESTED) return null;
  const prompt = memberOf(value, "prompt");
  const executed = graphsOf(prompt, depth + 1);
  // A prompt in words makes the document one of generation fields, to which the graph is an appendix.
  if (executed === null && typeof prompt === "string" && prompt.trim() !== "") return null;
  const drawn = graphsOf(memberOf(value, "workflow"), depth + 1);
  if (executed === null || drawn === null) return executed ?? drawn;
  return {
    executed: executed.executed ?? drawn.executed,
    drawn: drawn.drawn ?? executed.drawn,
  };
}

function mayOpen(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === BRACE || first === QUOTE || /^[\s\0\uFEFF]*["{]/.test(text);
}

/** Whether any member is a node of an executed graph; others may stand beside it. */
function holdsNode(parsed: Parsed): boolean {
  const keys = Object.keys(parsed);
  for (let i = 0; i < keys.length; i++) {
    const node = parsed[keys[i] as string];
    if (!isObject(node)) continue;
    if (typeof node["class_type"] === "string" && isObject(node["inputs"])) return true;
  }
  return false;
}

/** Whether an object has nodes and links of the interface, and not of just any graph. */
function isDrawn({ nodes, links, last_node_id }: Parsed): boolean {
  if (!Array.isArray(nodes) || !Array.isArray(links ?? [])) return false;
  if (last_node_id !== undefined) return true;
  return nodes.some((node) =>
    isObject(node) && typeof node["type"] === "string" &&
    (Array.isArray(node["inputs"]) || Array.isArray(node["outputs"]) || "widgets_values" in node)
  );
}

function isObject(value: unknown): value is Parsed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether a document is nothing but graphs: an infotext within a node's text tells of another picture. One beside them, under
 * a key made for infotexts, tells of this one.
 */
export function isGraphDocument(text: Text): boolean {
  const graphs = graphsIn(text);
  if (graphs === null) return false;
  const { json } = text;
  if (!isJsonObject(json) || json === graphs.executed || json === graphs.drawn) return true;
  return !Object.keys(parsedOf(json)).some((key) => documentKey(key).isInfotext);
}
