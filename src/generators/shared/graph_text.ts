/**
 * Texts in which a graph can be told though they are no JSON document: it follows a label, or is cut off.
 *
 * @module
 */
import { mayBeJson } from "../../record/texts.ts";

const LABELLED_GRAPH = /^(?:workflow|prompt)\s*:\s*\{/i;
const GRAPH_KEY = /"class_type"\s*:|"last_node_id"\s*:/;

/**
 * Whether a text is a graph behind a label, or the beginning of one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isGraphText('Workflow: {"last_node_id": 3}'), true);
 * assert.equal(isGraphText("a cat"), false);
 * ```
 */
export function isGraphText(text: string): boolean {
  return (LABELLED_GRAPH.test(text) || mayBeJson(text)) && GRAPH_KEY.test(text);
}
