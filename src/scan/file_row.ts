/**
 * A row of `files`: what a scan reads of it, and what it writes.
 *
 * @module
 */

/** What a scan needs of a row. */
export interface FileRow {
  readonly id: bigint;
  readonly file_path: string;
  readonly kind: string | null;
  /** Null in rows that another program wrote, and for a file that is no image. */
  readonly container: string | null;
  readonly file_size: bigint | null;
  readonly file_mtime: bigint | number | string | null;
  readonly file_inode: bigint | null;
  readonly file_hash: string | null;
  readonly metadata_source: string | null;
  readonly status: string | null;
  readonly status_detail: string | null;
  readonly sidecar_state: string | null;
}

/** What a file is, by its name. */
export type FileKind = "image" | "model";

/** What a scan writes. */
export interface FileValues {
  readonly file_path: string;
  readonly kind: FileKind;
  readonly container: string | null;
  readonly file_size: number;
  /** Null makes the next scan look again. */
  readonly file_mtime: bigint | null;
  readonly file_inode: bigint | null;
  readonly metadata_source: string | null;
  readonly metadata_json: string | null;
  readonly status: string;
  readonly status_detail: string | null;
  readonly sidecar_state: string | null;
}

const COLUMNS = [
  "id",
  "file_path",
  "kind",
  "container",
  "file_size",
  "file_mtime",
  "file_inode",
  "file_hash",
  "metadata_source",
  "status",
  "status_detail",
  "sidecar_state",
] as const satisfies readonly (keyof FileRow)[];

/** The columns of a `FileRow`, for a SELECT. */
export const ROW = COLUMNS.join(", ");

/** A `FileRow` of the values of such a SELECT: the driver is much slower at making objects. */
export function toFileRow(values: readonly unknown[]): FileRow {
  const row: Record<string, unknown> = {};
  COLUMNS.forEach((column, i) => row[column] = values[i]);
  return row as unknown as FileRow;
}
