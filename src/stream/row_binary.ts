/**
 * Rows of Nullable(String) in binary: https://clickhouse.com/docs/interfaces/formats/RowBinary
 *
 * @module
 */
import type { SqlValue } from "../host/plugin.ts";
import { realText } from "../host/value_text.ts";
import { columnAt, NULL_MARK, RowBinaryReader } from "./row_binary_reader.ts";
import { NOTHING_KEPT, type Row, type RowFormat, type RowShape } from "./row_format.ts";
import type { RowWriter } from "./row_writer.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Makes the format. A column is the byte 1 for NULL, or 0, the length in bytes as LEB128, and the bytes. Results are texts; a
 * blob crosses byte for byte, both ways.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const row = new Uint8Array([0, 2, 0x61, 0x62]);
 * assert.deepEqual(rowbinary({ keep: 0 }).read(row).args, ["ab"]);
 * assert.deepEqual(rowbinary({ keep: 0, takes: "bytes" }).read(row).args, [row.subarray(2)]);
 * ```
 */
export function rowbinary({ keep, takes, args = 1 }: RowShape): RowFormat {
  return {
    values: "columns",
    lost: new Uint8Array(keep).fill(NULL_MARK),
    frames: (intake, maxBytes) => new RowBinaryReader(intake, keep + args, maxBytes),
    read: (row) => readRow(row, keep, takes !== undefined),
    write(out, kept, value): void {
      out.bytes(kept);
      writeColumn(out, value);
    },
  };
}

function readRow(row: Uint8Array, keep: number, isBytes: boolean): Row {
  const args: SqlValue[] = [];
  let kept = NOTHING_KEPT;
  let at = 0;
  for (let column = 0; at < row.length; column++) {
    if (column === keep) kept = row.subarray(0, at);
    const found = columnAt(at, (index) => row[index] ?? 0);
    if (typeof found === "string") return { kept, args: [], fault: found };
    at = found.end;
    if (column < keep) continue;
    const bytes = row.subarray(found.start, found.end);
    args.push(found.isNull ? null : isBytes && column === keep ? bytes : decoder.decode(bytes));
  }
  return { kept: args.length === 0 ? row : kept, args };
}

function writeColumn(out: RowWriter, value: SqlValue): void {
  if (value === null) return out.byte(NULL_MARK);
  const bytes = value instanceof Uint8Array ? value : encoder.encode(textOf(value));
  out.byte(0);
  let length = bytes.length;
  for (; length >= 0x80; length = Math.floor(length / 0x80)) out.byte(length % 0x80 + 0x80);
  out.byte(length);
  out.bytes(bytes);
}

function textOf(value: string | number | bigint): string {
  return typeof value === "number" ? realText(value) : String(value);
}
