/**
 * Interface of a format of rows.
 *
 * @module
 */
import type { SqlValue } from "../host/plugin.ts";
import type { RowWriter } from "./row_writer.ts";

/** One row as it came in. */
export interface Row {
  /** The columns to hand on, as they are written before the result. */
  readonly kept: Uint8Array;
  /** The arguments. */
  readonly args: readonly SqlValue[];
  /** Why the line is no row of this format; there are no arguments then. */
  readonly fault?: string;
}

/** Lines to rows, and results to lines. */
export interface RowFormat {
  /** Word of the format for the values of a row: `columns`. */
  readonly values: string;
  /** Part of an unread line that is handed on. */
  readonly lost: Uint8Array;
  /** Reads a line, which may be overwritten on the way. Never throws: a bad line is a row with a fault. */
  read(line: Uint8Array): Row;
  /** Writes the line of a result, line break included. */
  write(out: RowWriter, kept: Uint8Array, value: SqlValue): void;
}

/** Nothing to hand on. */
export const NOTHING_KEPT: Uint8Array = new Uint8Array(0);
