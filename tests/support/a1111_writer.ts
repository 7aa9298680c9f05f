/**
 * A1111's writer of infotext (`create_infotext` and `quote` of modules/processing.py and modules/infotext_utils.py), and
 * arbitraries of what it writes.
 */
import fc from "fast-check";

/** A key and its value. */
export type WrittenPair = readonly [key: string, value: string];

export interface Written {
  readonly positive: string;
  readonly negative: string;
  readonly pairs: readonly WrittenPair[];
}

/** Writes an infotext as A1111 does. */
export function writeInfotext({ positive, negative, pairs }: Written): string {
  const parameters = pairs.map(([key, value]) =>
    key === value ? key : `${key}: ${needsQuotes(value) ? JSON.stringify(value) : value}`
  );
  const negativeLine = negative === "" ? "" : `\nNegative prompt: ${negative}`;
  return `${positive}${negativeLine}\n${parameters.join(", ")}`.trim();
}

/** Whether the writer makes a JSON string of a value. */
export function needsQuotes(value: string): boolean {
  return /[,\n:]/.test(value);
}

const FRAGMENTS = [
  "a cat",
  "Steps: 3",
  "Sampler: Euler",
  "size: 8x8",
  "Negative prompt",
  "Template",
  "(b:1.2)",
  "<lora:moss:0.5>",
  "lora:rock:1",
  "<hypernet:x:1>",
  "BREAK",
  "é 羊 🌿",
  ...' ,:."{}[]()<>\\\n\t',
];

/** Text made of what means something in the grammar. */
export function fragments(more: readonly string[] = []): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...FRAGMENTS, ...more), { maxLength: 40 })
    .map((parts) => parts.join(""));
}

/** Prompts that a reader can tell from the rest: no header at a line's start, no pairs with a comma behind them at the end. */
export function prompts(): fc.Arbitrary<string> {
  return fragments().map((text) =>
    text.replace(/^\s*(?:negative prompt|template):/gim, "x").replace(/[,\s]+$/, "").trim()
  );
}

/** Values that a reader can tell from the rest: those that A1111 writes raw begin with neither quote nor bracket. */
function values(): fc.Arbitrary<string> {
  return fragments().map((text) => needsQuotes(text) ? text : text.replace(/^[\s"{[]+/, "").trim());
}

/** Parameters with the well-known keys and some unknown ones, no key twice. */
export function pairLists(): fc.Arbitrary<WrittenPair[]> {
  const integers = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
  const reals = fc.double({ min: 0, max: 30, noNaN: true }).map(String);
  const known = fc.tuple(
    fc.tuple(fc.constant("Steps"), fc.nat(150).map(String)),
    fc.tuple(fc.constant("Sampler"), fc.constantFrom("Euler a", "DPM++ 2M Karras")),
    fc.tuple(fc.constant("CFG scale"), reals),
    fc.tuple(fc.constant("Seed"), integers),
    fc.tuple(fc.constant("Size"), fc.constantFrom("512x768", "8x8")),
    fc.tuple(fc.constant("Model"), values()),
  );
  const unknownKeys = fc.stringMatching(/^X[a-z0-9_ /-]{1,9}[a-z]$/);
  const unknown = fc.uniqueArray(fc.tuple(unknownKeys, values()), {
    maxLength: 6,
    selector: ([key]) => key,
  });
  return fc.tuple(known, unknown).map(([pairs, more]) => [...pairs, ...more]);
}
