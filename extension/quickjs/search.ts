/**
 * Stands in for `src/infotext/search.ts`. QuickJS's `indexOf` compares at every place and its regular expressions are slow;
 * `split` looks for the first character alone, and lone surrogates have a function of their own.
 *
 * @module
 */

/** Whether a piece of text stands anywhere. */
export function holds(text: string, piece: string): boolean {
  return text.split(piece, 2).length > 1;
}

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
