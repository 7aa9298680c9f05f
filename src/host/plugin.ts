/**
 * Plugins, and the little that the host needs of a database connection.
 *
 * @module
 */
import type { Generator } from "../generators/generator.ts";

/** A plugin that cannot be loaded or installed; the message is one line: which, why, what to do. */
export class PluginError extends TypeError {
  /** The name of the class, for messages. */
  override readonly name = "PluginError";

  /**
   * Makes an error of one line.
   *
   * @param message What failed, why, what to do; line breaks become blanks.
   * @param options The error behind it as `cause`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, " "), options);
  }
}

/** A value as SQLite knows it; integers are bigints, numbers are REAL. */
export type SqlValue = null | bigint | number | string | Uint8Array;

/** A function of the host's that SQLite calls. */
export type SqlCallback = (...args: SqlValue[]) => SqlValue;

/** Facts about the connection that a function is installed in. */
export interface InstallContext {
  /** Every function installed so far, in order. */
  readonly installed: readonly InstalledFunction[];
  /** The generators of all plugins installed so far, in the order in which they are asked. */
  readonly generators: readonly Generator[];
}

/** Kind of values in a column of a table-valued function; `json` is an object or array as JSON text. */
export type ColumnKind = "text" | "integer" | "real" | "json";

/** One SQL function of a plugin. */
export interface SqlFunction {
  /** Lower-case letters, digits and `_`, beginning with a letter. */
  readonly name: string;
  /** The call as it is written, for people: `sd_loras(text [, options])`. */
  readonly signature?: string;
  /** Numbers of arguments that it takes. */
  readonly arities: readonly number[];
  /** Whether equal arguments always give equal results. Default: true. */
  readonly deterministic?: boolean;
  /** Whether it is called when an argument is NULL; otherwise the result is NULL then. Default: false. */
  readonly callOnNull?: boolean;
  /**
   * Kind of its first argument where that is no text: `bytes` for a blob, `data` for a blob or a text, taken as bytes. Engines
   * whose strings hold either hand over bytes then; SQLite knows by itself.
   */
  readonly takes?: "bytes" | "data";
  /** One sentence: what it returns. */
  readonly doc: string;
  /**
   * The members of the objects that it lists, when the result is a JSON array of objects. A host that can make
   * table-valued functions offers one of the same name with these columns; others ignore it.
   */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /**
   * Computes the result. Whole numbers and booleans become INTEGER, other numbers REAL, objects and arrays JSON text,
   * `undefined` NULL. What it throws ends the SQL statement: throw on misuse, never on data.
   */
  readonly run: (this: InstallContext, ...args: SqlValue[]) => unknown;
}

/** A named set of SQL functions. */
export interface SqlPlugin {
  /** For messages and `sd_functions()`. */
  readonly name: string;
  /** For `sd_functions()`. */
  readonly version: string;
  /** The functions that it brings; there may be none. */
  readonly functions: readonly SqlFunction[];
  /** The formats of texts that it brings for `sd_parse`, scans and extraction, in order of precedence. */
  readonly generators?: readonly Generator[];
}

/** Facts about an installed function. */
export interface InstalledFunction {
  /** The function's name. */
  readonly name: string;
  /** The call as it is written. */
  readonly signature: string;
  /** Numbers of arguments that it takes. */
  readonly arities: readonly number[];
  /** Whether equal arguments always give equal results. */
  readonly deterministic: boolean;
  /** Its result, in one sentence. */
  readonly doc: string;
  /** The plugin that brought it. */
  readonly plugin: string;
  /** That plugin's version. */
  readonly version: string;
}

/** Options of a registration. */
export interface RegisterOptions {
  /** Whether SQLite may call it once for equal arguments. */
  readonly deterministic: boolean;
  /** Integers arrive as bigints: a number would lose digits beyond 2^53. */
  readonly useBigIntArguments: true;
}

/** A connection as the host needs it; `DatabaseSync` of node:sqlite is one as it stands. */
export interface SqlConnection {
  /** Registers a function whose `length` is its number of arguments. */
  function(name: string, options: RegisterOptions, callback: SqlCallback): void;
  /** Prepares a query; `all` gives its rows as objects. */
  prepare(sql: string): { all(): unknown[] };
}
