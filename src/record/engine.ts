/**
 * The ways in which engines differ: what V8 does best. The native extension puts QuickJS's ways in the place of this module.
 *
 * @module
 */

/**
 * Writes a text as a JSON string.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(quote('a "b"'), '"a \\"b\\""');
 * ```
 */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** Values of short pieces of text that come again and again. V8 reads one anew in less time than it finds one. */
export class Recall<Value> {
  /** The value of the piece from `from` to `to`, if it is remembered. */
  get(_text: string, _from: number, _to: number): Value | undefined {
    return undefined;
  }

  /** Takes note of the value of a piece, whatever stands around it. */
  set(_text: string, _from: number, _to: number, _value: Value): void {
    // Nothing is remembered.
  }
}

/**
 * Whether a piece of text stands anywhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(holds("a\r\nb", "\r"), true);
 * ```
 */
export function holds(text: string, piece: string): boolean {
  return text.indexOf(piece) >= 0;
}

/**
 * Finds a piece of text, or gives -1; meant for one that is mostly far from the beginning, or nowhere, and begins with a rare
 * character: V8 looks for one alone in a fifth of the time, which takes a fortieth off parsing.
 */
export function firstOf(text: string, piece: string): number {
  const first = piece.charAt(0);
  let at = text.indexOf(first);
  while (at >= 0 && !text.startsWith(piece, at)) at = text.indexOf(first, at + 1);
  return at;
}

/**
 * Counts a character, up to one more than `most`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([countOf("[[[]]]", "[", 5), countOf("[[[]]]", "[", 1)], [3, 2]);
 * ```
 */
export function countOf(text: string, character: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0 && count <= most; count++) {
    at = text.indexOf(character, at + 1);
  }
  return count;
}

/**
 * Finds where the lines of a text begin. Numbers, not objects: a text may have millions of lines.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(lineStarts("a\nbc\n"), [0, 2, 5]);
 * ```
 */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}

/** In a text of Latin-1 the engine need not look; in others this takes a third of the time of a class with the flag `u`. */
const UNSTORABLE =
  /\uFEFF|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|[\uDC00-\uDFFF](?<![\uD800-\uDBFF][^])/;

/**
 * Whether a text has neither NUL nor U+FEFF in it, and no lone surrogate, which UTF-8 cannot hold.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isStorable("a 🌿"), true);
 * assert.equal(isStorable("\uD83C a"), false);
 * ```
 */
export function isStorable(text: string): boolean {
  return text.indexOf("\0") < 0 && !UNSTORABLE.test(text);
}

/** Marks of a line that is prompt and parameters at once. */
const SHARED_LINE = /negative prompt:|\.\s*Steps:/gi;

/**
 * Whether prompt and parameters may share a line: a `Negative prompt:` stands in it, or a full stop before `Steps:`.
 *
 * @param line Text that ends with the line.
 * @param begin Where the line begins in it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(mayBeShared("a cat. Steps: 20", 0), true);
 * assert.equal(mayBeShared("Steps: 20, Seed: 1", 0), false);
 * ```
 */
export function mayBeShared(line: string, begin: number): boolean {
  SHARED_LINE.lastIndex = begin;
  return SHARED_LINE.test(line);
}
