/**
 * Graphs as they are drawn in the interface, as the graph that the server would have executed.
 *
 * @module
 */
import { isJsonObject, type JsonValue, memberOf, parsedOf } from "../../../record/json.ts";
import { type Graph, type GraphNode, type Link, MAX_NODES, NO_MARKS } from "../graph.ts";
import { Definitions, expanded } from "./expand.ts";
import { isDrawnOnly, resolve } from "./follow.ts";
import { BYPASSED, type DrawnNode, idOrName, listOf, MUTED, partIn } from "./layout.ts";
import type { Scope } from "./scope.ts";
import { namedValues } from "./widgets.ts";

/**
 * Converts a drawn graph: nodes that are muted, bypassed or only drawn are gone, links lead through them, subgraphs are
 * opened, and widgets have their names as far as these are known.
 *
 * @returns Null where `json` is no drawn graph.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../../record/json.ts";
 * const graph = uiGraph(readJson(`{"nodes": [
 *   {"id": 1, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]},
 *   {"id": 2, "type": "KSampler", "inputs": [{"name": "latent_image", "link": 5}]}
 * ], "links": [[5, 1, 0, 2, 0, "LATENT"]]}`) ?? null);
 * assert.deepEqual(graph?.nodes.get("2")?.links.get("latent_image"), { id: "1", slot: 0 });
 * assert.ok(graph?.nodes.get("1")?.values.has("height"));
 * ```
 */
export function uiGraph(json: JsonValue): Graph | null {
  if (!isJsonObject(json) || !Array.isArray(parsedOf(json)["nodes"])) return null;
  const definitions = new Definitions(json);
  const { scopes, isCut } = expanded(json, definitions);
  const nodes = new Map<string, GraphNode>();
  for (const scope of scopes) {
    for (const node of scope.layout.nodes.values()) {
      if (node.mode === MUTED || node.mode === BYPASSED || isDrawnOnly(node.type)) continue;
      if (definitions.layoutFor(node.type) !== undefined) continue;
      const converted = convert(scope, node);
      nodes.set(converted.id, converted);
    }
  }
  if (isCut) dropDeadLinks(nodes);
  const notes = isCut ? [`only the first ${MAX_NODES} nodes are read`] : [];
  return { nodes, notes, version: versionOf(json), marks: marksOf(json) };
}

/** The version of the interface that a graph was drawn with. */
export function versionOf(drawn: JsonValue): string | null {
  const version = memberOf(memberOf(drawn, "extra"), "frontendVersion");
  return typeof version === "string" ? version : null;
}

/** The marks of the nodes of a drawn graph, but for those in subgraphs. */
export function marksOf(drawn: JsonValue): Graph["marks"] {
  if (!isJsonObject(drawn)) return NO_MARKS;
  const marks = new Map<string, string>();
  for (const node of listOf(parsedOf(drawn)["nodes"])) {
    const mark = partIn(partIn(node, "properties"), MARK);
    if (typeof mark === "string") marks.set(mark, idOrName(partIn(node, "id")));
  }
  return marks;
}

/** The property that LoRA Manager keeps a mark in. */
const MARK = "lm_marker_role";

/** Drops links to nodes that were left out. */
function dropDeadLinks(nodes: Map<string, GraphNode>): void {
  for (const [id, node] of nodes) {
    const links = new Map([...node.links].filter(([, link]) => nodes.has(link.id)));
    if (links.size < node.links.size) nodes.set(id, { ...node, links });
  }
}

function convert(scope: Scope, node: DrawnNode): GraphNode {
  const { type, inputs, title, named } = node;
  const values = namedValues(type, inputs, scope.widgets.get(node.id) ?? node.widgets, named);
  const links = new Map<string, Link>();
  for (const { name, link } of inputs) {
    const found = link === null ? null : resolve(scope, link);
    if (found === null) continue;
    if ("link" in found) {
      values.delete(name);
      links.set(name, found.link);
    } else {
      values.set(name, found.value);
    }
  }
  return { id: scope.prefix + node.id, type, title, links, values };
}
