/**
 * `stream`: one function over rows from standard input, for engines that run programs.
 *
 * @module
 */
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import { findFunction } from "../stream/function.ts";
import type { ByteStream } from "../stream/intake.ts";
import { ndjson } from "../stream/ndjson.ts";
import { rowbinary } from "../stream/row_binary.ts";
import { type RowFormat, type RowShape, StreamError } from "../stream/row_format.ts";
import type { ByteSink } from "../stream/row_writer.ts";
import { streamRows } from "../stream/run.ts";
import { tsv } from "../stream/tsv.ts";
import type { Report } from "../work/command.ts";

/** The formats by name. */
export const FORMATS = { tsv, ndjson, rowbinary } as const satisfies Record<
  string,
  (shape: RowShape) => RowFormat
>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** Options of `stream`. */
export interface StreamOptions {
  /** The function's name. */
  readonly function: string;
  /** Format of the rows. Default: tsv. */
  readonly format?: FormatName;
  /** Number of leading columns that are handed on before the result instead of being arguments. Default: 0. */
  readonly keep?: number;
  /** Number of arguments in a row of rowbinary. Default: the fewest that the function takes. */
  readonly arguments?: number;
  /** Whether a line with their number stands before each chunk of rows. Default: false. */
  readonly chunkHeader?: boolean;
  /** The user's own functions. */
  readonly plugins?: readonly SqlPlugin[];
}

/** Source and goal of the rows. */
export interface StreamEnds {
  readonly source: ByteStream;
  readonly sink: ByteSink;
  /** Takes a line about a row whose result is NULL because something was wrong with it. */
  readonly note: (text: string) => void;
}

/**
 * Calls a function for each row until the input ends. A bad row is no error: it gives NULL and a note.
 *
 * @returns Nothing to print; `json` counts rows and bad rows.
 * @throws {StreamError} If there is no function of that name, or the input breaks the protocol.
 * @throws {PluginError} If a plugin cannot be installed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const input = ["a <lora:moss:1> cat\n"];
 * let output = "";
 * stream({ function: "sd_clean" }, {
 *   source: {
 *     read(buffer) {
 *       const text = input.shift();
 *       return text === undefined ? null : new TextEncoder().encodeInto(text, buffer).written;
 *     },
 *   },
 *   sink: { write: (bytes) => output += new TextDecoder().decode(bytes) },
 *   note: () => {},
 * });
 * assert.equal(output, "a cat\n");
 * ```
 */
export function stream(options: StreamOptions, ends: StreamEnds): Report {
  const { function: name, format = "tsv", keep = 0, chunkHeader = false, plugins = [] } = options;
  const fn = findFunction(name, [sd, ...plugins]);
  if (fn === null) {
    throw new StreamError(
      `Cannot stream "${name}": there is no function of that name; deno task functions lists them`,
    );
  }
  // A function without arguments is sent rows all the same.
  const args = Math.max(1, options.arguments ?? Math.min(...fn.arities));
  const shape = { keep, args, ...(fn.takes !== undefined && { takes: fn.takes }) };
  const counts = streamRows(fn, { ...ends, format: FORMATS[format](shape), chunkHeader });
  return { lines: [], json: counts, errors: 0 };
}
