/**
 * The shape of findings, for those that TypeScript did not see: a plugin's.
 *
 * @module
 */

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (test: Test): Test => (value) => Array.isArray(value) && value.every(test);

/** Whether a list is one of resources, each with its type. */
export const areDrafts: Test = isListOf((item) => isObject(item) && isText(item["type"]));

/** The members of findings: whether one must be there, what it has to be, and how that is told. */
const MEMBERS: readonly [name: string, isNeeded: boolean, test: Test, what: string][] = [
  ["positive", true, isText, "a text"],
  ["negative", true, isText, "a text"],
  [
    "params",
    true,
    (value) => value instanceof Map && [...value].every((pair) => pair.every(isText)),
    "a Map of texts",
  ],
  [
    "columns",
    false,
    isListOf((pair) => isObject(pair) && isObject(pair["facts"]) && isText(pair["value"])),
    "a list of { facts, value }",
  ],
  [
    "fields",
    false,
    (value) =>
      isObject(value) && Object.values(value).every((text) => text === undefined || isText(text)),
    "an object of texts",
  ],
  [
    "loras",
    false,
    isListOf((lora) => isObject(lora) && isText(lora["name"]) && Number.isFinite(lora["weight"])),
    "a list of { name, weight, origin }",
  ],
  [
    "resources",
    false,
    isListOf((item) => isObject(item) && isText(item["type"]) && isText(item["source"])),
    "a list of { type, source }",
  ],
  ["appliedTags", false, (value) => value instanceof Set, "a Set of texts"],
];

/**
 * Finds what is wrong with the findings of a generator that may be a plugin's.
 *
 * @returns One line; null for findings, and for null, which stands for none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(faultOfFindings({ positive: "", negative: "", params: new Map() }), null);
 * assert.equal(faultOfFindings({ positive: 7 }), "positive must be a text");
 * ```
 */
export function faultOfFindings(findings: unknown): string | null {
  if (findings === null) return null;
  if (!isObject(findings)) return "read must return an object or null";
  for (const [name, isNeeded, test, what] of MEMBERS) {
    const value = findings[name];
    if (value === undefined && !isNeeded) continue;
    if (!test(value)) return `${name} must be ${what}`;
  }
  return null;
}
