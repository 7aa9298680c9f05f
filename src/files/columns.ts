/**
 * The columns of `files` that a scan fills, each once: types, statements and what threads hand over derive from these lists.
 *
 * @module
 */

import { named } from "../sql/columns.ts";

/** Types of values, as reading a file gives them. */
interface Given {
  readonly word: string;
  readonly text: string | null;
  readonly integer: number | null;
}

/** Types of the same values as rows hold them. */
interface Stored {
  readonly word: string | null;
  readonly text: string | null;
  readonly integer: bigint | null;
}

interface ReadingColumn {
  readonly type: keyof Given;
  /** Whether the stored value stays when the file turns unreadable. */
  readonly stays?: boolean;
  /** Whether the value is too long to be read with every row. */
  readonly isLong?: boolean;
  /** Whether a row that is there already gets it by a statement of its own. */
  readonly isApart?: boolean;
}

/** Columns that reading a file fills. */
const READING = {
  kind: { type: "word", stays: true, isApart: true },
  container: { type: "text", stays: true },
  metadata_source: { type: "text", stays: true },
  metadata_json: { type: "text", stays: true, isLong: true },
  image_width: { type: "integer", stays: true },
  image_height: { type: "integer", stays: true },
  status: { type: "word" },
  status_detail: { type: "text" },
  sidecar_state: { type: "text" },
  read_with: { type: "text" },
  /** The verdict on a model file's header; null for any other file. */
  verdict_code: { type: "text" },
  verdict_detail: { type: "text" },
} as const satisfies Record<string, ReadingColumn>;

/**
 * Columns that the file system fills, and how a value becomes one: numbers come as doubles, which the driver takes faster than
 * BigInts; the time in milliseconds.
 */
const PLACE = {
  file_path: "?",
  file_size: "CAST(? AS INTEGER)",
  file_mtime: "CAST(? AS INTEGER) * 1000000",
  file_inode: "CAST(? AS INTEGER)",
} as const;

/** Name of a column that reading a file fills. */
export type ReadingName = keyof typeof READING;

/** Values that reading a file gives its row. */
export type ReadingValues = {
  readonly [Name in ReadingName]: Given[(typeof READING)[Name]["type"]];
};

/** Values of reading as a row holds them. */
export type StoredReading = {
  readonly [Name in ReadingName]: Stored[(typeof READING)[Name]["type"]];
};

/** Name of a column that is too long to be read with every row. */
export type LongName = {
  [Name in ReadingName]: (typeof READING)[Name] extends { isLong: true } ? Name : never;
}[ReadingName];

const columns: Readonly<Record<ReadingName, ReadingColumn>> = READING;

/** Names of the columns that reading a file fills. */
export const READING_NAMES = Object.keys(READING) as readonly ReadingName[];

/** Names of the columns among them that are written together when a file is read again. */
export const RENEWED_NAMES = READING_NAMES.filter((name) => !columns[name].isApart);

/** Names of the columns among them that change when the file turns unreadable. */
export const UNREADABLE_NAMES = READING_NAMES.filter((name) => !columns[name].stays);

/** Names of the columns that a scan fills. */
const NAMES = [...Object.keys(PLACE), ...READING_NAMES];

/** The columns that a scan fills, for a SELECT. */
export const ALL_FILLED = named(NAMES);

/** The columns that a scan compares, for a SELECT. */
export const COMPARED = named(
  ["id", "file_hash", ...Object.keys(PLACE)]
    .concat(READING_NAMES.filter((name) => !columns[name].isLong)),
);

const NEW_ROW = [
  ...Object.values(PLACE),
  ...READING_NAMES.map((name) => bound(name, "?")),
].join(", ");

/**
 * An INSERT of so many rows, to be bound to one list of values in the order of the columns. No conflict rule: it would hold for
 * every statement of a user's triggers too.
 */
export function insertion(rows: number): string {
  return `INSERT INTO files (${NAMES.join(", ")})
    VALUES ${Array(rows).fill(`(${NEW_ROW})`).join(", ")}`;
}

/** Assignments for an UPDATE, to be bound by name. */
export function assignments(names: readonly ReadingName[]): string {
  return names.map((name) => `${name} = ${bound(name, `:${name}`)}`).join(", ");
}

/** A column's parameter: numbers come as doubles. */
function bound(name: ReadingName, mark: string): string {
  return columns[name].type === "integer" ? `CAST(${mark} AS INTEGER)` : mark;
}

/** The values of some columns. */
export function pick(
  values: ReadingValues,
  names: readonly ReadingName[],
): Record<string, string | number | null> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
