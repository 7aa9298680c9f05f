/**
 * Pairs that were read before. V8 reads one anew in less time than it finds one; the extension puts QuickJS's own way in its
 * place, where it is the other way round.
 *
 * @module
 */
import type { Pair } from "./pairs.ts";

/** The pair that a part of a line was read as before, if that is remembered. */
export function recallPair(_line: string, _from: number, _to: number): Pair | undefined {
  return undefined;
}

/** Takes note of the pair that a part of a line is, whatever stands around it. */
export function rememberPair(_line: string, _from: number, _to: number, _pair: Pair): void {
  // Nothing is remembered.
}
