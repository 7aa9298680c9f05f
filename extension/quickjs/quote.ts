/**
 * Stands in for `src/canonical/quote.ts`. In QuickJS a call of `JSON.stringify` costs more than looking up the short texts
 * that come again and again (keys, samplers, models), and prompts stand in a record and in its canonical JSON, raw and clean.
 *
 * @module
 */

const SHORT = 40;
const MAX_SHORT = 2000;
/** As many as a record has prompts. */
const PROMPTS = 4;

const short = new Map<string, string>();
const prompts: string[] = [];
const quotedPrompts: string[] = [];
let next = 0;

/** `JSON.stringify(text)`. */
export function quote(text: string): string {
  if (text.length > SHORT) return quoteLong(text);
  const known = short.get(text);
  if (known !== undefined) return known;
  if (short.size >= MAX_SHORT) short.clear();
  const quoted = JSON.stringify(text);
  short.set(text, quoted);
  return quoted;
}

function quoteLong(text: string): string {
  const known = quotedPrompts[prompts.indexOf(text)];
  if (known !== undefined) return known;
  const quoted = JSON.stringify(text);
  prompts[next] = text;
  quotedPrompts[next] = quoted;
  next = (next + 1) % PROMPTS;
  return quoted;
}
