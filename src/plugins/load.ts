/**
 * Loads a user's own plugin from a file.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PluginError, type SqlPlugin } from "../host/plugin.ts";

/**
 * Imports a local TypeScript or JavaScript module that exports a plugin, as `default` or as `plugin`.
 *
 * @param file Path of the module, relative to the working folder.
 * @returns The plugin; `installPlugins` checks its functions and generators one by one.
 * @throws {PluginError} One line that names the file: it cannot be read, it fails, or it exports no plugin.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const file = await Deno.makeTempFile({ suffix: ".ts" });
 * await Deno.writeTextFile(file, `export default { name: "greet", version: "1.0.0", functions: [
 *   { name: "hello", arities: [1], doc: "A greeting.", run: (name: string) => "hello " + name },
 * ] };`);
 * assert.equal((await loadPlugin(file)).name, "greet");
 * ```
 */
export async function loadPlugin(file: string): Promise<SqlPlugin> {
  const path = resolve(file);
  const module = await importModule(file, path);
  const plugin = module["default"] ?? module["plugin"];
  if (plugin === undefined) {
    throw refusal(file, "it exports no plugin; add `export default { name, version, functions }`");
  }
  const fault = faultOf(plugin);
  if (fault !== null) throw refusal(file, fault);
  files.set(plugin as SqlPlugin, path);
  return plugin as SqlPlugin;
}

const files = new WeakMap<SqlPlugin, string>();

/** The path of the file that a plugin was loaded from; undefined for one that was made otherwise. */
export function fileOf(plugin: SqlPlugin): string | undefined {
  return files.get(plugin);
}

/** Loads plugins one after another, in order. */
export async function loadPlugins(files: readonly string[] = []): Promise<SqlPlugin[]> {
  const plugins: SqlPlugin[] = [];
  for (const file of files) plugins.push(await loadPlugin(file));
  return plugins;
}

async function importModule(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    const { isFile } = await Deno.stat(path);
    if (!isFile) throw refusal(file, "it is not a file; name a .ts or .js file");
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (error instanceof PluginError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw refusal(file, "there is no such file; check the name");
    }
    throw refusal(file, firstLine(error), error);
  }
}

/** Finds what is wrong with the plugin's shape; null when nothing is. */
function faultOf(plugin: unknown): string | null {
  if (!isObject(plugin)) return "its plugin is no object of name, version and functions";
  for (const key of ["name", "version"]) {
    const value = plugin[key];
    if (typeof value !== "string" || value.trim() === "") {
      return `the plugin's ${key} must be a text that is not empty`;
    }
  }
  const { functions, generators = [] } = plugin;
  if (!Array.isArray(generators) || !generators.every(isObject)) {
    return "the plugin's generators must be a list of { name, version, keys, recognises, read }";
  }
  const mayBeEmpty = generators.length > 0;
  if (Array.isArray(functions) && functions.every(isObject)) {
    if (mayBeEmpty || functions.length > 0) return null;
  }
  return mayBeEmpty
    ? "the plugin's functions must be a list of { name, arities, doc, run }, be it empty"
    : "the plugin's functions must be a list of at least one { name, arities, doc, run }";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Deno shows the faulty source on further lines. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n", 1)[0] || "it threw an error without a message";
}

function refusal(file: string, state: string, cause?: unknown): PluginError {
  return new PluginError(`Cannot load plugin "${file}": ${state}`, { cause });
}
