/**
 * Prompts of InvokeAI before version 3, whose negative part stands in square brackets.
 *
 * @module
 */

/** Both prompts. */
export interface Prompts {
  readonly positive: string;
  readonly negative: string;
}

/**
 * Takes the parts in square brackets out of a prompt; `\[` is text, and so is a bracket that is never closed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(splitBrackets("a weir [fog] at dusk [rain]"), { positive: "a weir at dusk", negative: "fog, rain" });
 * ```
 */
export function splitBrackets(prompt: string): Prompts {
  const negative: string[] = [];
  const positive: string[] = [];
  let kept = 0;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < prompt.length; at++) {
    const character = prompt.charAt(at);
    if (character === "\\") at++;
    else if (character === "[" && depth++ === 0) start = at;
    else if (character === "]" && depth > 0 && --depth === 0) {
      positive.push(prompt.slice(kept, start));
      negative.push(prompt.slice(start + 1, at).trim());
      kept = at + 1;
    }
  }
  positive.push(prompt.slice(kept));
  return {
    positive: joined(positive).trim(),
    negative: negative.filter((part) => part !== "").join(", "),
  };
}

/** Parts one after another, of the blanks that stood round what was between two of them only one. */
function joined(parts: readonly string[]): string {
  let endsInBlank = false;
  return parts.map((part) => {
    const kept = endsInBlank && part.startsWith(" ") ? part.slice(1) : part;
    if (kept !== "") endsInBlank = kept.endsWith(" ");
    return kept;
  }).join("");
}
