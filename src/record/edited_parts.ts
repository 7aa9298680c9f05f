/**
 * Prompt editing and alternation: `[from:to:when]`, `[to:when]`, `[from::when]`, `[a|b]`. The program resolves them before it
 * looks at weights (https://github.com/AUTOMATIC1111/stable-diffusion-webui, `modules/prompt_parser.py`).
 *
 * @module
 */

import { FLOAT } from "./lora_tags.ts";

/** A part of a prompt. */
export interface PromptPart {
  readonly start: number;
  readonly end: number;
}

/** A square bracket that is open. */
interface Open {
  readonly start: number;
  /** Round brackets that are open in it. */
  round: number;
  /** Whether a `|` stands in it, outside of other brackets. */
  hasBar: boolean;
  /** Its last colon outside of other brackets, or -1. */
  colon: number;
}

const MARK = /\\[^]|[()[\]:|]/g;
const NUMBER = new RegExp(String.raw`^\s*${FLOAT}\s*$`);
/** Longest text that is taken for a number. */
const MAX_NUMBER = 32;
const BLANKS = /[\s:|]*/y;

/**
 * Finds the brackets that edit or alternate, the outermost of those within others.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const prompt = "a [cat:dog:0.5], [dim]";
 * assert.deepEqual(editedParts(prompt), [{ start: 2, end: 15 }]);
 * ```
 */
export function editedParts(prompt: string): PromptPart[] {
  if (prompt.indexOf("[") < 0) return [];
  const parts: PromptPart[] = [];
  const open: Open[] = [];
  for (const { 0: mark, index } of prompt.matchAll(MARK)) {
    const inner = open[open.length - 1];
    if (mark === "[") {
      open.push({ start: index, round: 0, hasBar: false, colon: -1 });
    } else if (inner === undefined) continue;
    else if (mark === "(") inner.round++;
    else if (mark === ")") inner.round = Math.max(0, inner.round - 1);
    else if (mark === "]") {
      open.pop();
      if (!edits(prompt, inner, index)) continue;
      while ((parts[parts.length - 1]?.start ?? -1) > inner.start) parts.pop();
      parts.push({ start: inner.start, end: index + 1 });
    } else if (inner.round === 0 && mark === "|") inner.hasBar = true;
    else if (inner.round === 0 && mark === ":") inner.colon = index;
  }
  return parts;
}

/** Whether a bracket that ends at a place edits or alternates something. */
function edits(prompt: string, { start, hasBar, colon }: Open, end: number): boolean {
  const isEdit = colon >= 0 && end - colon <= MAX_NUMBER &&
    NUMBER.test(prompt.slice(colon + 1, end));
  if (!hasBar && !isEdit) return false;
  BLANKS.lastIndex = start + 1;
  BLANKS.test(prompt);
  return BLANKS.lastIndex < (hasBar ? end : colon);
}
