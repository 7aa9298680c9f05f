/**
 * A function of the plugin table, without SQLite.
 *
 * @module
 */
import { installPlugins } from "../host/install.ts";
import type { SqlCallback, SqlConnection, SqlFunction, SqlPlugin } from "../host/plugin.ts";

/** A function as it is called for rows. */
export interface StreamedFunction {
  /** The call as it is written. */
  readonly signature: string;
  /** Numbers of arguments that it takes. */
  readonly arities: readonly number[];
  /** Kind of the first argument where it is no text. */
  readonly takes: SqlFunction["takes"];
  /** By number of arguments. */
  readonly calls: readonly (SqlCallback | undefined)[];
  /** Whether it takes no arguments: it answers every row then, whatever that holds. */
  readonly ignoresRows: boolean;
}

/**
 * Finds a function of plugins; it does what it does in SQLite: NULL for NULL, the same checks, the same values.
 *
 * @param name Its name, in any case, as in SQL.
 * @param plugins Where to look.
 * @returns The function, or null if there is none of that name.
 * @throws {PluginError} If a plugin could not be installed in a database either.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sd } from "../plugins/sd_native.ts";
 * assert.equal(findFunction("sd_clean", [sd])?.calls[1]?.("a <lora:moss:1> cat"), "a cat");
 * ```
 */
export function findFunction(
  name: string,
  plugins: readonly SqlPlugin[],
): StreamedFunction | null {
  const wanted = name.toLowerCase();
  const calls: (SqlCallback | undefined)[] = [];
  const table: SqlConnection = {
    function: (name, _options, callback) => {
      if (name === wanted) calls[callback.length] = callback;
    },
    // No function is there before the plugins' own.
    prepare: () => ({ all: () => [] }),
  };
  const found = installPlugins(table, plugins).find((fn) => fn.name === wanted);
  if (found === undefined) return null;
  return {
    signature: found.signature,
    arities: found.arities,
    takes: plugins.flatMap(({ functions }) => functions).find(({ name }) => name === wanted)?.takes,
    calls,
    ignoresRows: found.arities.every((arity) => arity === 0),
  };
}
