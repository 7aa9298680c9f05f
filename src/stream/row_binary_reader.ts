/**
 * Rows of nullable texts in binary, told apart by the lengths of their columns.
 *
 * @module
 */
import type { Intake } from "./intake.ts";
import { type FrameReader, StreamError, TOO_LONG } from "./row_format.ts";

/** Mark of NULL before a column; 0 stands before any other. */
export const NULL_MARK = 1;

/** Bits of a length in each of its bytes; the highest bit says that another byte follows. */
const BITS = 7;
const MOST_LENGTH_BYTES = 7;

/** Place of a column; NULL has no bytes. */
export interface Column {
  readonly isNull: boolean;
  readonly start: number;
  readonly end: number;
}

/** Finds the bytes of the column that begins at a place; in words what is wrong where none does. */
export function columnAt(at: number, byteAt: (index: number) => number): Column | string {
  const mark = byteAt(at);
  if (mark === NULL_MARK) return { isNull: true, start: at + 1, end: at + 1 };
  if (mark !== 0) return `a column begins with the byte ${mark}, not with 0 or 1`;
  let length = 0;
  for (let n = 0; n < MOST_LENGTH_BYTES; n++) {
    const byte = byteAt(at + 1 + n);
    length += (byte & 0x7f) * 2 ** (BITS * n);
    const start = at + 2 + n;
    if (byte < 0x80) return { isNull: false, start, end: start + length };
  }
  return "a column states a length that no value has";
}

/** Gives rows one by one. Its memory is one block, or the longest row. */
export class RowBinaryReader implements FrameReader {
  readonly #intake: Intake;
  readonly #columns: number;
  readonly #maxBytes: number;
  #rows = 0;

  /**
   * @param columns Number of columns of a row.
   * @param maxBytes Longer rows are skipped.
   */
  constructor(intake: Intake, columns: number, maxBytes: number) {
    this.#intake = intake;
    this.#columns = columns;
    this.#maxBytes = maxBytes;
  }

  /**
   * See {@link FrameReader.next}.
   *
   * @throws {StreamError} If the input is no such row, or ends within one.
   */
  next(): Uint8Array | null {
    if (!this.#has(1)) return null;
    this.#rows++;
    let end = 0;
    let isLong = false;
    for (let column = 0; column < this.#columns; column++) {
      end = this.#endOfColumn(end);
      if (end <= this.#maxBytes) continue;
      this.#skip(end);
      isLong = true;
      end = 0;
    }
    if (!this.#has(end)) this.#refuse("the input ends within it");
    const row = this.#intake.take(end);
    return isLong ? TOO_LONG : row;
  }

  #endOfColumn(start: number): number {
    const column = columnAt(start, (index) => this.#byteAt(index));
    return typeof column === "string" ? this.#refuse(column) : column.end;
  }

  #byteAt(index: number): number {
    if (!this.#has(index + 1)) this.#refuse("the input ends within it");
    return this.#intake.byteAt(index);
  }

  /** Whether so many bytes are there, after waiting for them. */
  #has(count: number): boolean {
    while (this.#intake.waiting < count) if (!this.#intake.more(count)) return false;
    return true;
  }

  #skip(count: number): void {
    let left = count;
    for (;;) {
      left -= this.#intake.take(Math.min(left, this.#intake.waiting)).length;
      if (left === 0) return;
      if (!this.#intake.more()) this.#refuse("the input ends within it");
    }
  }

  #refuse(why: string): never {
    throw new StreamError(
      `Cannot read the rows: row ${this.#rows} is no RowBinary of ${this.#columns} Nullable(String): ${why}`,
    );
  }
}
