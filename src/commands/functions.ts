/**
 * `functions`: lists the SQL functions that every command installs.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { installPlugins } from "../host/install.ts";
import type { InstalledFunction, SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import type { Report } from "../work/command.ts";

/** Options of `functions`. */
export interface FunctionsOptions {
  /** The user's own functions, listed behind ours. */
  readonly plugins?: readonly SqlPlugin[];
}

/**
 * Installs the plugins into an empty database and reports every function: name, signature, what it returns, plugin.
 *
 * @throws {PluginError} If a plugin cannot be installed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { json } = listFunctions({});
 * assert.equal(json[0]?.signature, "sd_text(bytes)");
 * ```
 */
export function listFunctions(
  { plugins = [] }: FunctionsOptions,
): Report & { readonly json: readonly InstalledFunction[] } {
  using db = new DatabaseSync(":memory:");
  const installed = installPlugins(db, [sd, ...plugins]);
  const width = Math.max(...installed.map(({ signature }) => signature.length));
  const lines = [sd, ...plugins].flatMap(({ name, version }) => [
    `${name} ${version}`,
    ...installed.filter(({ plugin }) => plugin === name)
      .map(({ signature, doc }) => `  ${signature.padEnd(width)}  ${doc}`),
  ]);
  return { lines, json: installed, errors: 0 };
}
