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
  let positive = "";
  let kept = 0;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < prompt.length; at++) {
    const character = prompt.charAt(at);
    if (character === "\\") at++;
    else if (character === "[" && depth++ === 0) start = at;
    else if (character === "]" && depth > 0 && --depth === 0) {
      positive = joined(positive, prompt.slice(kept, start));
      negative.push(prompt.slice(start + 1, at).trim());
      kept = at + 1;
    }
  }
  positive = joined(positive, prompt.slice(kept));
  return {
    positive: positive.trim(),
    negative: negative.filter((part) => part !== "").join(", "),
  };
}

/** Two parts without the blanks that stood round what was between them. */
function joined(before: string, after: string): string {
  return before.endsWith(" ") && after.startsWith(" ") ? before + after.slice(1) : before + after;
}
