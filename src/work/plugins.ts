/**
 * Plugins, before they meet a database.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { installPlugins } from "../host/install.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";

/**
 * Checks that plugins can be installed beside ours: a database that was made for them would stay behind, empty.
 *
 * @throws {PluginError} As `installPlugins`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const run = (x: unknown) => x;
 * const functions = [{ name: "upper", arities: [1], doc: "Nothing new.", run }];
 * assert.throws(() => checkPlugins([{ name: "mine", version: "1.0.0", functions }]), /SQLite has/);
 * ```
 */
export function checkPlugins(plugins: readonly SqlPlugin[]): void {
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [sd, ...plugins]);
}
