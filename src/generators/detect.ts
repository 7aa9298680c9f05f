/**
 * Whose format a text is of.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { firstRecogniser } from "./readings.ts";
import { GENERATORS } from "./table.ts";

/**
 * Names the generator whose format a text is of.
 *
 * A bare prompt is no format: a camera's comment looks the same.
 *
 * @param text One text, or several in an envelope.
 * @param table The generators that are asked, in order. Default: those of this library.
 * @returns The generator's name: `a1111` for an infotext, also inside JSON, `json` for generation fields of no program
 * in particular; else `null`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(detect("a cat\nSteps: 20, Seed: 1, Size: 8x8"), "a1111");
 * assert.equal(detect("Created with GIMP"), null);
 * ```
 */
export function detect(text: string, table: readonly Generator[] = GENERATORS): string | null {
  return firstRecogniser(text, table)?.name ?? null;
}
