/**
 * Graphs in the shape of the server's API, which is what a picture holds under `prompt`.
 *
 * The server's own check of it: https://github.com/comfyanonymous/ComfyUI/blob/master/execution.py
 *
 * @module
 */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parsedOf,
  partOf,
} from "../../record/json.ts";
import { type Graph, type GraphNode, type Link, MAX_NODES, NO_MARKS } from "./graph.ts";

/**
 * Reads a graph of the API's shape: an object of nodes by id.
 *
 * @returns Null where no member of `json` is a node.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * const json = readJson('{"3": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0]}}}') ?? null;
 * assert.equal(apiGraph(json)?.nodes.get("3")?.type, "VAEDecode");
 * ```
 */
export function apiGraph(json: JsonValue): Graph | null {
  if (!isJsonObject(json)) return null;
  const found = new Map<string, JsonObject>();
  let isCut = false;
  const members = parsedOf(json);
  const ids = Object.keys(members);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as string;
    if (!isNode(members[id])) continue;
    isCut = found.size === MAX_NODES;
    if (isCut) break;
    const node = partOf(json, id);
    if (isJsonObject(node)) found.set(id, node);
  }
  if (found.size === 0) return null;
  const nodes = new Map<string, GraphNode>();
  for (const [id, node] of found) nodes.set(id, apiNode(id, node, found));
  const notes = isCut ? [`only the first ${MAX_NODES} nodes are read`] : [];
  return { nodes, notes, version: null, marks: NO_MARKS };
}

/** Whether a parsed value is a node. */
function isNode(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { class_type, inputs } = value as Readonly<Record<string, unknown>>;
  return typeof class_type === "string" && typeof inputs === "object" && inputs !== null &&
    !Array.isArray(inputs);
}

function apiNode(id: string, node: JsonObject, nodes: ReadonlyMap<string, unknown>): GraphNode {
  const links = new Map<string, Link>();
  const values = new Map<string, JsonValue>();
  const inputs = partOf(node, "inputs");
  if (isJsonObject(inputs)) {
    const parsed = parsedOf(inputs);
    const names = Object.keys(parsed);
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const link = linkIn(parsed[name], nodes);
      if (link !== null) links.set(name, link);
      else values.set(name, unwrapped(partOf(inputs, name) ?? null));
    }
  }
  const { class_type, _meta } = parsedOf(node);
  return { id, type: String(class_type).trim(), title: titleIn(_meta), links, values };
}

function titleIn(meta: unknown): string | null {
  const title = typeof meta === "object" && meta !== null
    ? (meta as { title?: unknown }).title
    : null;
  return typeof title === "string" ? title : null;
}

/** A link is an array of two: the id of a node that exists, and the number of its output. */
function linkIn(value: unknown, nodes: ReadonlyMap<string, unknown>): Link | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [id, slot] = value;
  return typeof id === "string" && Number.isInteger(slot) && slot >= 0 && nodes.has(id)
    ? { id, slot }
    : null;
}

/** The interface wraps arrays, which would be taken for links: `{"__value__": […]}`. */
function unwrapped(value: JsonValue): JsonValue {
  return isJsonObject(value) ? memberOf(value, "__value__") ?? value : value;
}
