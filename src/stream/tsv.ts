/**
 * Rows as tab-separated text with backslash escapes: https://clickhouse.com/docs/interfaces/formats/TabSeparated
 *
 * @module
 */
import type { SqlValue } from "../host/plugin.ts";
import { realText } from "../host/value_text.ts";
import { NOTHING_KEPT, type Row, type RowFormat, type RowShape } from "./row_format.ts";
import type { RowWriter } from "./row_writer.ts";

const TAB = 0x09;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const CAPITAL_N = 0x4e;
const SMALL_X = 0x78;

/** The letters behind a backslash, and the bytes they stand for. */
const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  0: "\0",
};

/** Characters that stand for themselves behind a backslash; it stays before any other. */
const THEMSELVES = "\\'\"`/=";

const ESCAPED = new Int16Array(256).fill(-1);
for (const [letter, char] of Object.entries(LETTERS)) {
  ESCAPED[letter.charCodeAt(0)] = char.charCodeAt(0);
}
for (let i = 0; i < THEMSELVES.length; i++) {
  ESCAPED[THEMSELVES.charCodeAt(i)] = THEMSELVES.charCodeAt(i);
}

/** Characters that are written with a backslash. */
// deno-lint-ignore no-control-regex
const SPECIAL = /[\\\t\n\r\x08\f\0]/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ...["b", "f", "n", "r", "t", "0"].map((letter) =>
    [LETTERS[letter] ?? "", `\\${letter}`] as const
  ),
]);

const NULL = "\\N";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Makes the format. Every cell is text or, as `\N`, NULL; what is no UTF-8 becomes U+FFFD, but for a first
 * argument that the function takes as bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = new TextEncoder().encode("a\\tcat\t\\N");
 * assert.deepEqual(tsv({ keep: 0 }).read(line).args, ["a\tcat", null]);
 * ```
 */
export function tsv({ keep, takes }: RowShape): RowFormat {
  return {
    values: "columns",
    lost: encoder.encode(`${NULL}\t`.repeat(keep)),
    read: (line) => readLine(line, keep, takes !== undefined),
    write(out, kept, value): void {
      out.bytes(kept);
      writeCell(out, value);
      out.byte(NEWLINE);
    },
  };
}

function readLine(line: Uint8Array, keep: number, isBytes: boolean): Row {
  let start = 0;
  for (let column = 0; column < keep; column++) {
    const tab = line.indexOf(TAB, start);
    // A line of too few columns still gets a line in its place.
    if (tab < 0) {
      return {
        kept: lineStart(line, keep - column),
        args: [],
        fault: `it has too few columns to keep ${keep} and call the function`,
      };
    }
    start = tab + 1;
  }
  const args: SqlValue[] = [];
  const kept = keep === 0 ? NOTHING_KEPT : line.subarray(0, start);
  for (;;) {
    const tab = line.indexOf(TAB, start);
    const bytes = cellBytes(line, start, tab < 0 ? line.length : tab);
    args.push(bytes === null || isBytes && args.length === 0 ? bytes : decoder.decode(bytes));
    if (tab < 0) return { kept, args };
    start = tab + 1;
  }
}

/** The columns of a line with `missing` columns too few; the last one is there, but without its tab. */
function lineStart(line: Uint8Array, missing: number): Uint8Array {
  const filler = encoder.encode(`\t${`${NULL}\t`.repeat(missing - 1)}`);
  const whole = new Uint8Array(line.length + filler.length);
  whole.set(line);
  whole.set(filler, line.length);
  return whole;
}

/** The bytes of a cell behind their escapes, or null for NULL. */
function cellBytes(line: Uint8Array, start: number, end: number): Uint8Array | null {
  const backslash = line.indexOf(BACKSLASH, start);
  if (backslash < 0 || backslash >= end) return line.subarray(start, end);
  if (end - start === 2 && line[start + 1] === CAPITAL_N) return null;
  return line.subarray(start, unescape(line, backslash, end));
}

/** Replaces escapes by what they stand for, in place; gives the new end. */
function unescape(line: Uint8Array, first: number, end: number): number {
  let to = first;
  for (let at = first; at < end; at++) {
    const byte = line[at] as number;
    if (byte !== BACKSLASH || at + 1 === end) {
      line[to++] = byte;
      continue;
    }
    const letter = line[++at] as number;
    const hex = letter === SMALL_X ? hexByte(line, at + 1, end) : -1;
    const meant = hex < 0 ? ESCAPED[letter] as number : hex;
    if (hex >= 0) at += 2;
    if (meant < 0) line[to++] = BACKSLASH;
    line[to++] = meant < 0 ? letter : meant;
  }
  return to;
}

/** The value of two hexadecimal digits, or -1. */
function hexByte(line: Uint8Array, at: number, end: number): number {
  const digits = at + 2 <= end ? String.fromCharCode(...line.subarray(at, at + 2)) : "";
  return /^[0-9a-f]{2}$/i.test(digits) ? parseInt(digits, 16) : -1;
}

function writeCell(out: RowWriter, value: SqlValue): void {
  if (typeof value === "string") out.text(escapeText(value));
  else if (value === null) out.text(NULL);
  else if (value instanceof Uint8Array) writeBytes(out, value);
  else out.text(typeof value === "number" ? realText(value) : String(value));
}

function escapeText(text: string): string {
  return text.replace(SPECIAL, (char) => ESCAPES.get(char) ?? char);
}

/** A blob, byte for byte. */
function writeBytes(out: RowWriter, bytes: Uint8Array): void {
  for (const byte of bytes) {
    const escape = ESCAPES.get(String.fromCharCode(byte));
    if (escape === undefined) out.byte(byte);
    else out.text(escape);
  }
}
