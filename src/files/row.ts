/**
 * A row of `files`: what a scan reads of it, and what it writes.
 *
 * @module
 */
import type { FileFacts } from "./facts.ts";

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

/** What is read of a file. */
export interface FileReading {
  readonly container: string | null;
  readonly metadata_source: string | null;
  readonly metadata_json: string | null;
  readonly status: string;
  readonly status_detail: string | null;
  readonly sidecar_state: string | null;
  /** The verdict on a model file's header; null for any other file. */
  readonly header_verdict: string | null;
  readonly verdict_detail: string | null;
  /** Whether the system refused to open or to read it. */
  readonly ioError: boolean;
  /** How many bytes of it were read. */
  readonly bytesRead: number;
}

/** A file that was read. */
export interface ReadFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly facts: FileFacts;
  readonly reading: FileReading;
}

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
  readonly header_verdict: string | null;
  readonly verdict_detail: string | null;
}

/** The row of a file that was read. */
export function valuesOf({ path, kind, facts, reading }: ReadFile): FileValues {
  return {
    file_path: path,
    kind,
    container: reading.container,
    file_size: facts.size,
    // An error of the system passes: no time is stored, so that the next scan tries again.
    file_mtime: reading.ioError ? null : facts.mtime,
    file_inode: facts.inode,
    metadata_source: reading.metadata_source,
    metadata_json: reading.metadata_json,
    status: reading.status,
    status_detail: reading.status_detail,
    sidecar_state: reading.sidecar_state,
    header_verdict: reading.header_verdict,
    verdict_detail: reading.verdict_detail,
  };
}

/** Numbers come as doubles, which the driver takes faster than BigInts; the time in milliseconds. */
const NEW_ROW = `(?, ?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER) * 1000000, CAST(? AS INTEGER),
      ?, ?, ?, ?, ?, ?, ?)`;

/** Adds rows. No other conflict rule: it would hold for every statement of a user's triggers too. */
export function insertion(rows: number): string {
  return `INSERT INTO files (file_path, kind, container, file_size, file_mtime, file_inode,
      metadata_source, metadata_json, status, status_detail, sidecar_state,
      header_verdict, verdict_detail)
    VALUES ${Array(rows).fill(NEW_ROW).join(", ")}`;
}

/** From here on a double is no signed integer of 64 bits. */
const TOO_LARGE = 2 ** 63;

/** What stands for the marks of an `insertion`: the values of `valuesOf`. */
export function inserted(files: readonly ReadFile[]): (string | number | bigint | null)[] {
  const values: (string | number | bigint | null)[] = [];
  for (const { path, kind, facts, reading } of files) {
    values.push(
      path,
      kind,
      reading.container,
      facts.size,
      reading.ioError ? null : facts.time,
      facts.ino !== null && facts.ino >= TOO_LARGE ? facts.inode : facts.ino,
      reading.metadata_source,
      reading.metadata_json,
      reading.status,
      reading.status_detail,
      reading.sidecar_state,
      reading.header_verdict,
      reading.verdict_detail,
    );
  }
  return values;
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

/**
 * What a first look needs of a row: mostly a file is unchanged, and its other columns need not be read. All are numbers, which
 * the driver makes much faster than texts, objects and BigInts; null is what a number cannot hold.
 */
export interface Glance {
  readonly size: number | null;
  /** Milliseconds since 1970. */
  readonly time: number | null;
  readonly plainness: number | null;
  readonly isModel: boolean;
}

/** When size and time are all that has to be compared. */
export const PLAIN = { withoutSidecars: 1, always: 2 } as const;

const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/**
 * The columns of a `Glance`. A row is plain whose text stands in the file itself, read by this program; one without a text
 * as long as no sidecar comes.
 */
export const GLANCE = `CASE WHEN file_size BETWEEN 0 AND ${MAX_EXACT} THEN file_size END,
    CASE WHEN typeof(file_mtime) = 'integer' AND file_mtime % 1000000 = 0
      THEN file_mtime / 1000000 END,
    CASE WHEN sidecar_state IS NULL AND container IS NOT NULL AND file_inode IS NOT NULL THEN
      CASE WHEN status = 'no_metadata' THEN ${PLAIN.withoutSidecars}
        WHEN status IN ('ok', 'unrecognized') AND metadata_source NOT LIKE 'sidecar:%'
          THEN ${PLAIN.always}
      END
    END,
    kind IS 'model'`;

/** Says nothing: the whole row has to be read. */
export const NO_GLANCE: Glance = { size: null, time: null, plainness: null, isModel: false };

/** A `Glance` of the values of such a SELECT. */
export function toGlance(values: readonly (number | null)[]): Glance {
  const [size = null, time = null, plainness = null, isModel] = values;
  return { size, time, plainness, isModel: isModel === 1 };
}
