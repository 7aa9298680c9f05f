/**
 * Which program's text this is.
 *
 * @module
 */
import { readJson, TOO_LARGE } from "../record/json.ts";
import { splitInfotext } from "./a1111/split.ts";
import { normaliseText } from "../record/text.ts";
import { findInJson } from "./unwrap.ts";

const LABELLED_GRAPH = /^(?:workflow|prompt)\s*:\s*\{/i;
const GRAPH_KEY = /"class_type"\s*:|"last_node_id"\s*:/;

/** The format that other programs share when they write generation fields as plain JSON. */
const PLAIN_FIELDS = "json";

/**
 * Names the format of a text.
 *
 * A bare prompt is no format: a camera's comment looks the same.
 *
 * @returns `a1111` for an infotext, also inside JSON; `comfyui`, `novelai`, `invokeai`, `fooocus`, `swarmui`,
 * `drawthings`, `easydiffusion` for their own formats; `json` for other generation fields; else `null`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(detect("a cat\nSteps: 20, Seed: 1, Size: 8x8"), "a1111");
 * assert.equal(detect("Created with GIMP"), null);
 * ```
 */
export function detect(text: string): string | null {
  const normal = normaliseText(text).trim();
  const value = mayBeJson(normal) ? readJson(normal) : undefined;
  if (value === TOO_LARGE) return foreignProgram(normal);
  if (value !== undefined) {
    const { infotext, program, fields } = findInJson(value);
    if (infotext !== undefined) return "a1111";
    return program ?? (fields === undefined ? null : PLAIN_FIELDS);
  }
  const { pairs, hasNegative } = splitInfotext(normal);
  return pairs !== null || hasNegative ? "a1111" : foreignProgram(normal);
}

/** Whether a text can be a JSON document that is worth reading. */
export function mayBeJson(text: string): boolean {
  return text.startsWith("{") || text.startsWith("[");
}

/** The program of a text that is neither JSON nor an infotext: a ComfyUI graph behind a label, or cut short. */
export function foreignProgram(text: string): string | null {
  const labelled = LABELLED_GRAPH.test(text);
  return (labelled || mayBeJson(text)) && GRAPH_KEY.test(text) ? "comfyui" : null;
}
