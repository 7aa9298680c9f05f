/**
 * Telling of bad rows, but not without end: nobody may be reading, and then a full pipe would stop everything.
 *
 * @module
 */

/** Half of what a pipe holds on Linux: the other half is for the summaries. */
const NOTES_CHARACTERS = 32 * 1024;
const NOTE_CHARACTERS = 500;

/**
 * Counts bad rows and tells of each, until 32 KiB are told; from then on of their number each time it has doubled.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const notes: string[] = [];
 * const bad = new BadRows((text) => notes.push(text));
 * bad.add(3, "it is no JSON");
 * assert.deepEqual(notes, ["row 3 gives NULL: it is no JSON"]);
 * ```
 */
export class BadRows {
  readonly #note: (text: string) => void;
  #told = 0;
  #next = 0;
  #count = 0;

  /** @param note Takes one line. */
  constructor(note: (text: string) => void) {
    this.#note = note;
  }

  /** Number of them. */
  get count(): number {
    return this.#count;
  }

  /** Tells of a row; the first is 1. */
  add(row: number, fault: string): void {
    this.#count++;
    if (this.#told < NOTES_CHARACTERS) {
      const text = `row ${row} gives NULL: ${fault}`.slice(0, NOTE_CHARACTERS);
      this.#told += text.length;
      this.#next = this.#count * 2;
      this.#note(text);
    } else if (this.#count === this.#next) {
      this.#next *= 2;
      this.#note(`${this.#count} rows gave NULL so far, the last is row ${row}: ${fault}`
        .slice(0, NOTE_CHARACTERS));
    }
  }
}
