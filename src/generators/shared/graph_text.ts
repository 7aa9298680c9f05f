/**
 * Texts in which a graph can be told though they are no JSON document: it follows a label, or is cut off.
 *
 * @module
 */
import { mayBeJson } from "../../record/texts.ts";

const LABELLED_GRAPH = /^(?:workflow|prompt)\s*:\s*\{/i;
/** First characters of such a text; the others need no pattern. */
const FIRST = "{[pPwW";
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
  return FIRST.indexOf(text.charAt(0)) >= 0 && (mayBeJson(text) || LABELLED_GRAPH.test(text)) &&
    GRAPH_KEY.test(text);
}
