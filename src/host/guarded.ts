/**
 * Generators of plugins, watched: what one throws, or returns that is no finding, is a fault of its plugin, which is named.
 *
 * @module
 */
import type { Generator, GraphTraits } from "../generators/generator.ts";
import { areDrafts, faultOfFindings } from "../generators/findings.ts";
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
  const { readPlain, resources, graphs } = generator;
  return Object.create(generator, {
    recognises: {
      value: (texts: Texts): boolean =>
        guard(
          () => generator.recognises(texts),
          (result) => typeof result === "boolean" ? null : "recognises must return true or false",
        ),
    },
    read: {
      value: (texts: Texts): Findings => guard(() => generator.read(texts), faultOfFindings),
    },
    ...(readPlain !== undefined && {
      readPlain: {
        value: (texts: Texts): Findings =>
          guard(() => readPlain.call(generator, texts), faultOfFindings),
      },
    }),
    ...(graphs !== undefined && {
      graphs: {
        value: {
          worth: (text) =>
            guard(
              () => graphs.worth(text),
              (worth) => typeof worth === "number" ? null : "worth must return a number",
            ),
          slim: (raw) => guard(() => graphs.slim(raw), (slim) => faultOfText("slim", slim)),
          whyNothing: (text) =>
            guard(() => graphs.whyNothing(text), (why) => faultOfText("whyNothing", why)),
          nodes: (text) =>
            guard(
              () => graphs.nodes(text),
              (nodes) =>
                nodes === null || Array.isArray(nodes) ? null : "nodes must return a list or null",
            ),
        } satisfies GraphTraits,
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

function faultOfText(method: string, result: unknown): string | null {
  return typeof result === "string" ? null : `${method} must return text`;
}
