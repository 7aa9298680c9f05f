/**
 * Stands in for `src/generators/a1111/known_pairs.ts`. Most pairs come again and again (steps, samplers, sizes, models), and QuickJS
 * finds one in a fifth of the time that it needs to read it.
 *
 * @module
 */
import type { Pair } from "../../src/generators/a1111/pairs.ts";

const LONGEST = 48;
const MAX_KNOWN = 2000;

const known = new Map<string, Pair>();

/** The pair that a part of a line was read as before, if that is remembered. */
export function recallPair(line: string, from: number, to: number): Pair | undefined {
  return to - from > LONGEST ? undefined : known.get(line.slice(from, to));
}

/** Takes note of the pair that a part of a line is, whatever stands around it; seeds hardly ever come again. */
export function rememberPair(line: string, from: number, to: number, pair: Pair): void {
  if (to - from > LONGEST || pair.facts.field === "seed") return;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(line.slice(from, to), pair);
}
