/**
 * Rows as a table for people.
 *
 * @module
 */
import type { RowSink } from "../host/rows.ts";
import type { SqlValue } from "../host/plugin.ts";
import { realText } from "../host/value_text.ts";
import { blobText } from "./csv.ts";
import { escapeControls } from "./escape.ts";
import type { Output } from "./output.ts";
import { cutToWidth, displayWidth } from "./width.ts";

/** The widths of the columns come from so many rows; the rest is streamed. */
const MEASURED_ROWS = 500;
/** Wider cells are not waited for: theirs jut out. */
const MAX_WIDTH = 100;
const MIN_WIDTH = 8;
const GAP = "  ";

/**
 * Writes a table with aligned columns, numbers to the right. NULL is shown as `NULL`, control characters are escaped. On a
 * terminal cells are cut so that a row fits into a line, and a note says so.
 *
 * @param output Where the table goes.
 * @param notes Where remarks go: how many rows there are, how many cells are cut.
 *
 * @example
 * ```ts
 * import { outputTo } from "./output.ts";
 * const sink = tableSink(outputTo(Deno.stdout), outputTo(Deno.stderr));
 * sink.begin(["name", "uses"]);
 * sink.row(["moss", 12n]);
 * sink.end();
 * ```
 */
export function tableSink(output: Output, notes: Output): RowSink {
  let header: string[] = [];
  let waiting: SqlValue[][] | null = [];
  let layout: Layout = { widths: [], right: [] };
  let rows = 0;
  let cuts = 0;

  const line = (texts: readonly string[]): void => {
    const cells = texts.map((text, i) => {
      const cell = output.isTerminal ? cutToWidth(text, layout.widths[i] ?? 0) : text;
      if (cell !== text) cuts++;
      return cell;
    });
    const padded = cells.map((cell, i) => {
      const padding = " ".repeat(Math.max(0, (layout.widths[i] ?? 0) - displayWidth(cell)));
      return layout.right[i] ? padding + cell : cell + padding;
    });
    output.write(`${padded.join(GAP).trimEnd()}\n`);
  };
  const printWaiting = (): void => {
    if (waiting === null) return;
    layout = layOut(header, waiting, output.columns);
    line(header);
    output.write(`${layout.widths.map((width) => "-".repeat(width)).join(GAP)}\n`);
    for (const values of waiting) line(values.map(cellText));
    waiting = null;
  };
  return {
    begin: (columns) => {
      header = columns.map(escapeControls);
    },
    row: (values) => {
      rows++;
      if (waiting === null) return line(values.map(cellText));
      waiting.push([...values]);
      if (waiting.length === MEASURED_ROWS) printWaiting();
    },
    end: () => {
      printWaiting();
      if (!output.isTerminal) return;
      output.flush();
      notes.write(`${rows} ${rows === 1 ? "row" : "rows"}`);
      if (cuts > 0) notes.write(`, ${cuts} cut to fit: --json or --csv give all`);
      notes.write("\n");
    },
  };
}

interface Layout {
  readonly widths: readonly number[];
  /** Whether a column holds numbers only. */
  readonly right: readonly boolean[];
}

function layOut(
  header: readonly string[],
  rows: readonly SqlValue[][],
  columns: number,
): Layout {
  const widths = header.map((name, i) => {
    const cells = rows.map((values) => displayWidth(cellText(values[i] ?? null)));
    return Math.min(MAX_WIDTH, Math.max(1, displayWidth(name), ...cells));
  });
  const right = header.map((_, i) => {
    const present = rows.map((values) => values[i] ?? null).filter((value) => value !== null);
    return present.length > 0 && present.every(isNumber);
  });
  return { widths: fit(widths, columns), right };
}

function isNumber(value: SqlValue): boolean {
  return typeof value === "bigint" || typeof value === "number";
}

/** Takes from the widest columns until a row fits, unless all are at their least. */
function fit(wanted: readonly number[], columns: number): number[] {
  const widths = [...wanted];
  const room = columns - GAP.length * (widths.length - 1);
  for (let excess = widths.reduce((a, b) => a + b, 0) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= MIN_WIDTH) break;
    widths[widest] = width - 1;
  }
  return widths;
}

function cellText(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return escapeControls(value);
  if (typeof value === "number") return realText(value);
  return typeof value === "bigint" ? String(value) : blobText(value);
}
