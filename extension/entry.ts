/**
 * What the native extension embeds: the functions of the plugin table, as its Rust side registers them.
 *
 * @module
 */
import { type NativeBytes, useNative } from "./quickjs/native.ts";
import "./quickjs/regexps.ts";
import { evaluate } from "../src/expression/evaluate.ts";
import { installPlugins } from "../src/host/install.ts";
import type { SqlCallback, SqlConnection, SqlValue } from "../src/host/plugin.ts";
import { tableDeclaration, tableRows } from "../src/host/tables.ts";
import * as pictures from "../src/plugins/pictures.ts";
import { type SdEnvironment, sdPlugin } from "../src/plugins/sd.ts";

/** A function as SQLite registers it: one for each number of arguments. */
export interface ScalarFunction {
  readonly name: string;
  readonly arity: number;
  readonly deterministic: boolean;
  readonly call: SqlCallback;
}

/** A table-valued function. */
export interface TableFunction {
  readonly name: string;
  /** Tells SQLite the columns. */
  readonly declaration: string;
  /** How many columns stand before the arguments. */
  readonly width: number;
  readonly arities: readonly number[];
  readonly call: (...args: SqlValue[]) => SqlValue[][];
}

/** Everything to register. */
export interface Registrations {
  readonly version: string;
  readonly functions: readonly ScalarFunction[];
  readonly tables: readonly TableFunction[];
}

/**
 * Installs the plugins, as every host does, and hands over what came of it.
 *
 * @param taken The names of the functions that the connection has already.
 * @param environment What is native.
 * @throws {PluginError} If one of ours is among them.
 */
export function install(
  taken: readonly string[],
  environment: Pick<SdEnvironment, "sha256"> & NativeBytes,
): Registrations {
  useNative(environment);
  const plugin = sdPlugin({ sha256: environment.sha256, evaluate, pictures: () => pictures });
  const functions: ScalarFunction[] = [];
  const connection: SqlConnection = {
    function: (name, { deterministic }, call) =>
      void functions.push({ name, arity: call.length, deterministic, call }),
    prepare: () => ({ all: () => taken.map((name) => ({ name })) }),
  };
  installPlugins(connection, [plugin]);
  const tables: TableFunction[] = [];
  for (const fn of plugin.functions) {
    const { name, arities, columns } = fn;
    if (columns === undefined) continue;
    tables.push({
      name,
      declaration: tableDeclaration(fn, columns),
      width: Object.keys(columns).length,
      arities,
      call: (...args) => {
        const scalar = functions.find((f) => f.name === name && f.arity === args.length);
        return scalar === undefined ? [] : tableRows(scalar.call(...args), columns);
      },
    });
  }
  return { version: plugin.version, functions, tables };
}
