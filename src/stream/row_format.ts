/**
 * Interface of a format of rows.
 *
 * @module
 */
import type { SqlFunction, SqlValue } from "../host/plugin.ts";
import type { Intake } from "./intake.ts";
import type { RowWriter } from "./row_writer.ts";

/** One row as it came in. */
export interface Row {
  /** The columns to hand on, as they are written before the result. */
  readonly kept: Uint8Array;
  /** The arguments. */
  readonly args: readonly SqlValue[];
  /** Why it is no row of this format; there are no arguments then. */
  readonly fault?: string;
}

/** Facts about rows that the rows do not tell themselves. */
export interface RowShape {
  /** How many leading columns are handed on. */
  readonly keep: number;
  /** Kind of the first argument where it is no text, as the function states it. */
  readonly takes?: SqlFunction["takes"];
  /** Number of arguments in a row, for formats whose rows have no end of their own. */
  readonly args?: number;
}

/** Gives rows as bytes, one by one. */
export interface FrameReader {
  /** The next row, `TOO_LONG` instead of one that is, or null behind the last. Its bytes are the caller's until the next call. */
  next(): Uint8Array | null;
}

/** Mark of a row that is longer than is kept. */
export const TOO_LONG: Uint8Array = new Uint8Array(0);

/** Bytes to rows, and results to bytes. */
export interface RowFormat {
  /** Word of the format for the values of a row: `columns`. */
  readonly values: string;
  /** Part of an unread row that is handed on. */
  readonly lost: Uint8Array;
  /** Makes what tells rows apart; lines are told by their line breaks where it is absent. */
  readonly frames?: (intake: Intake, maxBytes: number) => FrameReader;
  /** Reads a row, which may be overwritten on the way. Never throws: a bad one is a row with a fault. */
  read(row: Uint8Array): Row;
  /** Writes a result as a row. */
  write(out: RowWriter, kept: Uint8Array, value: SqlValue): void;
}

/** Input that breaks the protocol, so that no answer could be in its right place. */
export class StreamError extends Error {
  override readonly name = "StreamError";
}

/** Nothing to hand on. */
export const NOTHING_KEPT: Uint8Array = new Uint8Array(0);
