/**
 * Stands in for `src/infotext/well_formed.ts`: QuickJS has the function built in, and its regular expressions are slow.
 *
 * @module
 */

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
