/**
 * Generators of plugins, watched: what one throws, or returns that is no finding, is a fault of its plugin, which is named.
 *
 * @module
 */
import type { Generator } from "../generators/generator.ts";
import { PluginError, type SqlPlugin } from "./plugin.ts";

type Texts = Parameters<Generator["read"]>[0];
type Findings = ReturnType<Generator["read"]>;
type ResourceKeys = NonNullable<Generator["resources"]>[number];

/**
 * The generators of plugins in the order in which they are asked: those of later plugins first. What one of them throws, or
 * returns that is no finding, becomes a {@link PluginError}.
 */
export function generatorsOf(plugins: readonly SqlPlugin[]): readonly Generator[] {
  return plugins.slice().reverse().flatMap(({ name, generators = [] }) =>
    generators.map((generator) => guarded(generator, name))
  );
}

/**
 * Makes a generator that names itself and its plugin in what it throws.
 *
 * @param plugin The plugin's name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text, Texts } from "../record/texts.ts";
 * const draft = { name: "fern", version: 1, keys: [], recognises: () => true, read: () => "a cat" };
 * const generator = guarded(draft as never, "mine");
 * assert.throws(
 *   () => generator.read(new Texts(new Text("", "a cat"))),
 *   /^PluginError: The generator "fern" of plugin "mine" cannot be used: read must return an object or null/,
 * );
 * ```
 */
export function guarded(generator: Generator, plugin: string): Generator {
  const whose = `The generator "${generator.name}" of plugin "${plugin}"`;
  const fault = (what: string, cause?: unknown): PluginError =>
    new PluginError(`${whose} ${what}; mend the plugin, or leave it out`, { cause });
  const guard = <T>(work: () => T, faultOf: (result: unknown) => string | null): T => {
    let result: T;
    try {
      result = work();
    } catch (error) {
      throw fault(`fails: ${error instanceof Error ? error.message : String(error)}`, error);
    }
    const nonsense = faultOf(result);
    if (nonsense !== null) throw fault(`cannot be used: ${nonsense}`);
    return result;
  };
  const { readPlain, resources } = generator;
  return Object.create(generator, {
    recognises: {
      value: (texts: Texts): boolean =>
        guard(
          () => generator.recognises(texts),
          (result) => typeof result === "boolean" ? null : "recognises must return true or false",
        ),
    },
    read: {
      value: (texts: Texts): Findings => guard(() => generator.read(texts), faultOf("read")),
    },
    ...(readPlain !== undefined && {
      readPlain: {
        value: (texts: Texts): Findings =>
          guard(() => readPlain.call(generator, texts), faultOf("readPlain")),
      },
    }),
    ...(resources !== undefined && {
      resources: {
        value: resources.map(({ key, read }): ResourceKeys => ({
          key,
          read: (...value) =>
            guard(
              () => read(...value),
              (list) => areDrafts(list) ? null : `resources must be read as a list of { type }`,
            ),
        })),
      },
    }),
  }) as Generator;
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (test: Test): Test => (value) => Array.isArray(value) && value.every(test);

const areDrafts = isListOf((item) => isObject(item) && isText(item["type"]));

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

/** Finds what is wrong with findings; null when nothing is. */
function faultOf(reader: string): (findings: unknown) => string | null {
  return (findings) => {
    if (findings === null) return null;
    if (!isObject(findings)) return `${reader} must return an object or null`;
    for (const [name, isNeeded, test, what] of MEMBERS) {
      const value = findings[name];
      if (value === undefined && !isNeeded) continue;
      if (!test(value)) return `${name} must be ${what}`;
    }
    return null;
  };
}
