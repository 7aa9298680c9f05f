/**
 * The nodes of a graph as rows.
 *
 * @module
 */
import {
  isJsonArray,
  isJsonObject,
  type JsonValue,
  parsedOf,
  scalarText,
  valueText,
} from "../../record/json.ts";
import { quote } from "../../record/engine.ts";
import type { GraphNodeRow } from "../generator.ts";
import type { Graph, GraphNode } from "./graph.ts";

/** Lists the nodes of a graph in its order. */
export function rowsOf({ nodes }: Graph): GraphNodeRow[] {
  return Array.from(nodes.values(), (node) => ({
    id: node.id,
    class_type: node.type,
    title: node.title,
    inputs: inputsOf(node),
  }));
}

function inputsOf({ values, links }: GraphNode): string {
  const members: string[] = [];
  for (const [name, value] of values) members.push(`${quote(name)}:${jsonOf(value)}`);
  for (const [name, { id, slot }] of links) members.push(`${quote(name)}:[${quote(id)},${slot}]`);
  return `{${members.join(",")}}`;
}

const NOT_JSON = /\b(?:NaN|Infinity)\b/;

/** A value as JSON, numbers as they are written. */
function jsonOf(value: JsonValue): string {
  if (typeof value === "string") return quote(value);
  if (!isJsonObject(value) && !isJsonArray(value)) {
    return value === null ? "null" : scalarText(value) ?? "null";
  }
  const written = valueText(value);
  return NOT_JSON.test(written) ? JSON.stringify(parsedOf(value)) : written;
}
