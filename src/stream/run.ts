/**
 * Rows in, rows out.
 *
 * @module
 */
import type { SqlValue } from "../host/plugin.ts";
import { BadRows } from "./bad_rows.ts";
import type { StreamedFunction } from "./function.ts";
import { type ByteStream, Intake } from "./intake.ts";
import { LineReader } from "./line_reader.ts";
import { type Row, type RowFormat, StreamError, TOO_LONG } from "./row_format.ts";
import { type ByteSink, RowWriter } from "./row_writer.ts";

/** Ends of a stream and the way between them. */
export interface Stream {
  /** Source of the rows. */
  readonly source: ByteStream;
  /** Goal of the rows. */
  readonly sink: ByteSink;
  /** Takes a line about a bad row. */
  readonly note: (text: string) => void;
  /** Format of the rows. */
  readonly format: RowFormat;
  /** Whether a line with their number stands before each chunk of rows. */
  readonly chunkHeader: boolean;
}

/** Amount that flowed. */
export interface StreamCounts {
  readonly rows: number;
  /** Rows whose result is NULL because something was wrong with them. */
  readonly bad: number;
}

/** Text of 16 MiB, the most that the container readers take, with every byte escaped; or a large picture. */
const MAX_ROW_BYTES = 64 << 20;

/**
 * Calls a function for each row until the input ends: as many rows out as in, in the same order.
 *
 * Everything is synchronous. Results are written before the next read, so that whoever waits for them gets them, and a read
 * comes only when they were taken: pressure goes back through the pipes.
 *
 * @throws {StreamError} If a chunk header is none, or the input ends within a chunk or a binary row.
 */
export function streamRows(fn: StreamedFunction, stream: Stream): StreamCounts {
  const { source, sink, note, format, chunkHeader } = stream;
  const out = new RowWriter(sink);
  const intake = new Intake(source, () => out.flush());
  const lines = new LineReader(intake, MAX_ROW_BYTES);
  const frames = format.frames?.(intake, MAX_ROW_BYTES) ?? lines;
  const bad = new BadRows(note);
  let rows = 0;
  let expected = 0;
  for (;;) {
    const isHeader = chunkHeader && expected === 0;
    const frame = (isHeader ? lines : frames).next();
    if (frame === null) break;
    if (isHeader) {
      expected = chunkSize(frame) ?? refuseHeader(frame, rows, out);
      continue;
    }
    expected--;
    rows++;
    const row = frame === TOO_LONG ? longRow(format) : format.read(frame);
    format.write(out, row.kept, answer(fn, row, format, (fault) => bad.add(rows, fault)));
  }
  out.flush();
  if (chunkHeader && expected > 0) {
    throw new StreamError(
      `Cannot read the rows: the input ended ${expected} rows before the end of a chunk`,
    );
  }
  return { rows, bad: bad.count };
}

function longRow({ lost }: RowFormat): Row {
  return { kept: lost, args: [], fault: `it is longer than ${MAX_ROW_BYTES} bytes` };
}

function answer(
  fn: StreamedFunction,
  row: Row,
  { values }: RowFormat,
  report: (fault: string) => void,
): SqlValue {
  if (row.fault !== undefined) {
    report(row.fault);
    return null;
  }
  const args = fn.ignoresRows ? [] : row.args;
  const call = fn.calls[args.length];
  if (call === undefined) {
    report(`it has ${args.length} ${values}, and the function is ${fn.signature}`);
    return null;
  }
  try {
    return call(...args);
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
    return null;
  }
}

const CHUNK_HEADER = /^\d{1,15}$/;
const SHOWN_BYTES = 60;

const startOf = (line: Uint8Array): string => String.fromCharCode(...line.subarray(0, SHOWN_BYTES));

function chunkSize(line: Uint8Array): number | null {
  const text = startOf(line);
  return CHUNK_HEADER.test(text) ? Number(text) : null;
}

/** The rows before it have their answers; those behind it could not be told from headers. */
function refuseHeader(line: Uint8Array, rows: number, out: RowWriter): never {
  out.flush();
  const found = line === TOO_LONG ? "a line too long" : JSON.stringify(startOf(line));
  throw new StreamError(
    `Cannot read the rows: row ${rows} is followed by ${found}, not by a number of rows; ` +
      "leave --chunk-header out if there is none",
  );
}
