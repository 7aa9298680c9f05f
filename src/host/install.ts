/**
 * Installs plugins into a connection.
 *
 * @module
 */
import type { Generator } from "../generators/generator.ts";
import {
  type InstallContext,
  type InstalledFunction,
  PluginError,
  type SqlConnection,
  type SqlFunction,
  type SqlPlugin,
  type SqlValue,
} from "./plugin.ts";
import { FunctionError } from "./errors.ts";
import { generatorsOf } from "./guarded.ts";
import { toSql } from "./values.ts";

const NAME = /^[a-z][a-z0-9_]*$/;
const MAX_NAME_BYTES = 255;
const MAX_ARITY = 100;

/** Contributions of plugins to a connection. */
interface Installation extends InstallContext {
  readonly installed: InstalledFunction[];
  generators: readonly Generator[];
  /** Names of functions that SQLite knows from an attempt that failed. */
  readonly abandoned: Set<string>;
}

const installations = new WeakMap<SqlConnection, Installation>();

/**
 * Installs the functions and generators of plugins into a connection, all of them or none.
 *
 * Faults of a plugin are found before any function is registered. When the connection itself fails at one function, those
 * registered before it cannot be taken back, since drivers have no way to: SQLite goes on to list them, each call of one
 * ends its statement with an error, and their names are free for the next attempt.
 *
 * @param db Any connection of the shape `SqlConnection`, such as node:sqlite's `DatabaseSync`.
 * @param plugins Plugins in order; no two may bring a function or a generator of the same name. Generators of later ones
 * are asked first.
 * @returns Every function that this connection has from plugins now.
 * @throws {PluginError} A TypeError: a name, an arity or a doc line is wrong, or SQLite or another plugin has the name already.
 * @throws What the connection throws when it cannot register a function.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 *
 * using db = new DatabaseSync(":memory:");
 * installPlugins(db, [{
 *   name: "greet",
 *   version: "1.0.0",
 *   functions: [{ name: "hello", arities: [1], doc: "A greeting.", run: (name) => `hello ${name}` }],
 * }]);
 * assert.equal(db.prepare("SELECT hello('fern') AS text").get()?.text, "hello fern");
 * ```
 */
export function installPlugins(
  db: SqlConnection,
  plugins: readonly SqlPlugin[],
): readonly InstalledFunction[] {
  const installation: Installation = installations.get(db) ??
    { installed: [], generators: [], abandoned: new Set() };
  const { installed, abandoned } = installation;
  const taken = takenNames(db, installation);
  checkGenerators([
    ...plugins.flatMap(({ generators = [] }) => generators),
    ...installation.generators,
  ]);
  for (const plugin of plugins) {
    for (const fn of plugin.functions) {
      check(fn, plugin, taken);
      taken.set(fn.name, `plugin "${plugin.name}"`);
    }
  }
  installations.set(db, installation);
  const attempt: Attempt = { context: installation, isAbandoned: false };
  const functions = plugins.flatMap(({ functions }) => functions);
  try {
    for (const fn of functions) {
      abandoned.add(fn.name);
      register(db, fn, attempt);
    }
  } catch (error) {
    attempt.isAbandoned = true;
    throw error;
  }
  for (const { name } of functions) abandoned.delete(name);
  installation.generators = [...generatorsOf(plugins), ...installation.generators];
  installed.push(
    ...plugins.flatMap((plugin) => plugin.functions.map((fn) => describe(fn, plugin))),
  );
  return installed;
}

/** One call of `installPlugins`. */
interface Attempt {
  /** The functions' `this`. */
  readonly context: InstallContext;
  isAbandoned: boolean;
}

/** Lists the owners of function names. */
function takenNames(
  db: SqlConnection,
  { installed, abandoned }: Installation,
): Map<string, string> {
  const rows = db.prepare("SELECT DISTINCT lower(name) AS name FROM pragma_function_list").all();
  const taken = new Map((rows as { name: string }[]).map(({ name }) => [name, "SQLite"]));
  for (const name of abandoned) taken.delete(name);
  for (const { name, plugin } of installed) taken.set(name, `plugin "${plugin}"`);
  return taken;
}

function check(
  { name, arities, takes, doc, run }: SqlFunction,
  plugin: SqlPlugin,
  taken: ReadonlyMap<string, string>,
): void {
  const refuse = (reason: string): never => {
    throw new PluginError(`Cannot install "${name}" of plugin "${plugin.name}": ${reason}`);
  };
  if (typeof name !== "string" || !NAME.test(name) || name.length > MAX_NAME_BYTES) {
    refuse("the name must be lower-case letters, digits and _, beginning with a letter");
  }
  const owner = taken.get(name);
  if (owner !== undefined) refuse(`${owner} has a function of that name; choose another`);
  const valid = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= MAX_ARITY;
  if (!Array.isArray(arities) || arities.length === 0 || !arities.every(valid)) {
    refuse(`arities must list numbers of arguments from 0 to ${MAX_ARITY}`);
  }
  if (new Set(arities).size !== arities.length) refuse("an arity is listed twice");
  if (takes !== undefined && takes !== "bytes" && takes !== "data") {
    refuse("takes must be bytes or data");
  }
  if (typeof doc !== "string" || doc.trim() === "") refuse("doc must say what it returns");
  if (typeof run !== "function") refuse("run must be a function");
  if (run.constructor.name !== "Function") refuse("run must be a plain function, not async");
}

const GENERATOR_NAME = /^[a-z][a-z0-9_-]*$/;

function checkGenerators(generators: readonly Generator[]): void {
  const names = new Set<string>();
  for (const { name, version, keys, recognises, read } of generators) {
    const refuse = (reason: string): never => {
      throw new PluginError(`Cannot install the generator "${name}": ${reason}`);
    };
    if (typeof name !== "string" || !GENERATOR_NAME.test(name)) {
      refuse("the name must be lower-case letters, digits, - and _, beginning with a letter");
    }
    if (names.has(name)) refuse("another generator has that name; choose another");
    names.add(name);
    if (!Number.isSafeInteger(version) || version < 1) {
      refuse("version must be a whole number from 1");
    }
    if (!Array.isArray(keys) || keys.some((key) => key !== String(key).toLowerCase())) {
      refuse("keys must list the keys of its texts in lower case");
    }
    if (typeof recognises !== "function" || typeof read !== "function") {
      refuse("recognises and read must be functions");
    }
    if ([recognises, read].some((work) => work.constructor.name !== "Function")) {
      refuse("recognises and read must be plain functions, not async");
    }
  }
}

/** SQLite takes the number of arguments from the callback's `length`. */
function register(db: SqlConnection, fn: SqlFunction, attempt: Attempt): void {
  const { name, arities, deterministic = true, callOnNull = false } = fn;
  for (const arity of arities) {
    const callback = (...args: SqlValue[]): SqlValue => {
      if (attempt.isAbandoned) throw new FunctionError(`${name}: it is not installed`);
      return !callOnNull && args.includes(null) ? null : call(fn, attempt.context, args);
    };
    Object.defineProperty(callback, "length", { value: arity });
    db.function(name, { deterministic, useBigIntArguments: true }, callback);
  }
}

/** Names the function in what it throws, or in what is wrong with its result. */
function call({ name, run }: SqlFunction, context: InstallContext, args: SqlValue[]): SqlValue {
  try {
    return toSql(run.apply(context, args));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FunctionError(message.startsWith(name) ? message : `${name}: ${message}`, {
      cause: error,
    });
  }
}

function describe(fn: SqlFunction, plugin: SqlPlugin): InstalledFunction {
  const { name, arities, deterministic = true, doc } = fn;
  const list = Array.from({ length: Math.max(...arities) }, (_, i) => `x${i + 1}`).join(", ");
  return {
    name,
    signature: fn.signature ?? `${name}(${list})`,
    arities,
    deterministic,
    doc,
    plugin: plugin.name,
    version: plugin.version,
  };
}
