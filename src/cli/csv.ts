/**
 * Rows as CSV: https://www.rfc-editor.org/rfc/rfc4180
 *
 * @module
 */
import type { RowSink } from "../host/rows.ts";
import type { SqlValue } from "../host/plugin.ts";
import { realText } from "../host/value_text.ts";
import { escapeControls } from "./escape.ts";
import type { Output } from "./output.ts";

/**
 * Writes a header line and a line for each row. NULL is nothing at all, the empty text `""`, a blob `X'…'` as in SQL. A row
 * of a single NULL is `""` too: readers pass over a blank line. Text is kept byte for byte, except on a terminal, where
 * control characters are escaped.
 *
 * @example
 * ```ts
 * import { outputTo } from "./output.ts";
 * const sink = csvSink(outputTo(Deno.stdout));
 * sink.begin(["seed"]);
 * sink.row([1n]);
 * sink.end();
 * ```
 */
export function csvSink(output: Output): RowSink {
  const line = (cells: string[]): void => output.write(`${cells.join(",") || '""'}\r\n`);
  const text = (value: string): string => output.isTerminal ? escapeControls(value) : value;
  return {
    begin: (columns) => line(columns.map((name) => quoted(text(name)))),
    row: (values) =>
      line(values.map((value) => typeof value === "string" ? quoted(text(value)) : plain(value))),
    end: () => {},
  };
}

function plain(value: Exclude<SqlValue, string>): string {
  if (value === null) return "";
  if (typeof value === "number") return realText(value);
  return typeof value === "bigint" ? String(value) : blobText(value);
}

/** A blob as a SQL literal. */
export function blobText(value: Uint8Array): string {
  return `X'${value.toHex().toUpperCase()}'`;
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
