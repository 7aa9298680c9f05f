/**
 * The rows of `files` as a scan reads and writes them.
 *
 * @module
 */
import { sep } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { FileFacts } from "./facts.ts";
import {
  type FileRow,
  type FileValues,
  GLANCE,
  type Glance,
  inserted,
  insertion,
  ROW,
  toGlance,
} from "./file_row.ts";

/** So many rows one statement adds: for SQLite the statement costs as much as a row. */
export const BATCH_ROWS = 50;

/** Below every id: a key of SQLite is a signed integer of 64 bits. */
const BEFORE_ALL = -(2n ** 63n);

/** Below a folder, as a range of paths: the character behind the separator ends it. */
const BELOW = `file_path > :from AND file_path < :to`;

/** The bytes are those that were hashed as long as neither size nor time changed. */
const KEEP_HASH = `file_hash = CASE
    WHEN file_size = :file_size AND file_mtime = :file_mtime THEN file_hash END`;

const STATEMENTS = {
  byPath: `SELECT ${ROW} FROM files WHERE file_path = ? ORDER BY id LIMIT 1`,
  // CROSS keeps SQLite from sorting the paths first: each is looked up as it comes.
  glances:
    `SELECT ${GLANCE} FROM json_each(?) AS wanted CROSS JOIN files ON file_path = wanted.value`,
  hasText: "SELECT 1 FROM files WHERE id = ? AND coalesce(metadata_json, '') <> ''",
  anyFile: "SELECT 1 FROM files LIMIT 1",
  byInode: `SELECT ${ROW} FROM files WHERE file_inode = ? AND file_size = ?
    ORDER BY id`,
  values: `SELECT file_path, kind, container, file_size, file_mtime, file_inode, metadata_source,
      metadata_json, status, status_detail, sidecar_state FROM files WHERE id = ?`,
  insert: insertion(1),
  insertBatch: insertion(BATCH_ROWS),
  update: `UPDATE files SET file_path = :file_path, container = :container,
      file_size = :file_size, file_mtime = :file_mtime, file_inode = :file_inode, ${KEEP_HASH},
      metadata_source = :metadata_source, metadata_json = :metadata_json,
      status = :status, status_detail = :status_detail, sidecar_state = :sidecar_state
    WHERE id = :id`,
  updateUnreadable: `UPDATE files SET file_path = :file_path, file_size = :file_size,
      file_mtime = :file_mtime, file_inode = :file_inode, ${KEEP_HASH},
      status = 'unreadable', status_detail = :status_detail, sidecar_state = :sidecar_state
    WHERE id = :id`,
  move: `UPDATE files SET file_path = :file_path, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  learn: `UPDATE files SET file_size = :file_size, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  setModel: "UPDATE files SET kind = 'model' WHERE id = ?",
  setInode: "UPDATE files SET file_inode = ? WHERE id = ?",
  setHash: "UPDATE files SET file_hash = ? WHERE id = ?",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  remove: "DELETE FROM files WHERE id = ?",
  countBelow: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status IS NOT 'missing'`,
  anyHash: "SELECT 1 FROM files WHERE file_hash IS NOT NULL LIMIT 1",
  hashed: `SELECT ${ROW} FROM files WHERE file_hash IS NOT NULL AND id > :after
    ORDER BY id LIMIT 1000`,
  // In the order of the index: in that of ids, a small folder would cost a walk through all files.
  below: `SELECT ${ROW} FROM files WHERE ${BELOW} AND (file_path, id) > (:from, :after)
    ORDER BY file_path, id LIMIT 1000`,
} as const;

type StatementName = keyof typeof STATEMENTS;

/** What the types of Deno 2.9 lack. */
type ArrayStatement = StatementSync & { setReturnArrays(on: boolean): void };

/** Prepared statements over `files`. */
export class FileStore {
  private readonly statements: Record<StatementName, StatementSync>;

  constructor(db: DatabaseSync) {
    this.statements = Object.fromEntries(
      Object.entries(STATEMENTS).map(([name, sql]) => {
        const statement = db.prepare(sql);
        statement.setReadBigInts(true);
        return [name, statement];
      }),
    ) as Record<StatementName, StatementSync>;
    (this.statements.glances as ArrayStatement).setReturnArrays(true);
  }

  byPath(path: string): FileRow | undefined {
    const row = this.statements.byPath.get(path);
    return row as unknown as FileRow | undefined;
  }

  /** What is known of files by their paths, all in one query; of several rows with one path the first. */
  glances(paths: readonly string[]): Map<string, Glance> {
    const rows = this.statements.glances.all(JSON.stringify(paths)) as unknown as unknown[][];
    const glances = new Map<string, Glance>();
    for (const values of rows) {
      const glance = toGlance(values);
      const other = glances.get(glance.file_path);
      if (other === undefined || glance.id < other.id) glances.set(glance.file_path, glance);
    }
    return glances;
  }

  /** Whether a row holds a raw text. */
  hasText(id: bigint): boolean {
    return this.statements.hasText.get(id) !== undefined;
  }

  /** Whether there is no file yet. */
  isEmpty(): boolean {
    return this.statements.anyFile.get() === undefined;
  }

  byInode(inode: bigint, size: number): FileRow[] {
    return this.statements.byInode.all(inode, BigInt(size)) as unknown as FileRow[];
  }

  /** Adds a row, unless another process just did. @returns The row's id. */
  insert(values: FileValues): bigint {
    try {
      return this.insertNew(values);
    } catch (error) {
      const other = this.byPath(values.file_path);
      if (other === undefined) throw error;
      this.update(other.id, values);
      return other.id;
    }
  }

  private insertNew(values: FileValues): bigint {
    return BigInt(this.statements.insert.run(...inserted(values)).lastInsertRowid);
  }

  /** Adds `BATCH_ROWS` rows, or throws what SQLite says about the first that it refuses. */
  insertBatch(rows: readonly FileValues[]): void {
    this.statements.insertBatch.run(...rows.flatMap(inserted));
  }

  /** Writes what was read of a known file; of one that is unreadable now, what was stored stays. */
  update(id: bigint, values: FileValues): void {
    const { kind: _, container, metadata_source, metadata_json, status, ...rest } = values;
    const found = { ...rest, id, file_size: BigInt(values.file_size) };
    if (status === "unreadable") this.statements.updateUnreadable.run(found);
    else {
      this.statements.update.run({ ...found, container, metadata_source, metadata_json, status });
    }
  }

  /** Gives a row the new place of its file. */
  move(id: bigint, path: string, { mtime, inode }: Pick<FileFacts, "mtime" | "inode">): void {
    this.statements.move.run({ id, file_path: path, file_mtime: mtime, file_inode: inode });
  }

  /** Gives a row the place of another row with the same bytes, which goes; `withText`: and what was read there. */
  replace(row: FileRow, other: bigint, withText: boolean): void {
    const values = this.statements.values.get(other) as unknown as FileValues | undefined;
    if (values === undefined) return;
    this.remove(other);
    const { file_path, file_mtime: mtime, file_inode: inode } = values;
    if (withText) this.update(row.id, values);
    else this.statements.move.run({ id: row.id, file_path, file_mtime: mtime, file_inode: inode });
    this.statements.setHash.run(row.file_hash, row.id);
  }

  /** Stores size, time and inode of a file whose row another program wrote without them. */
  learn(id: bigint, { size, mtime, inode }: FileFacts): void {
    this.statements.learn.run({
      id,
      file_size: BigInt(size),
      file_mtime: mtime,
      file_inode: inode,
    });
  }

  /** Says that a file is a model's, whose row an adopted table took for an image's. */
  setModel(id: bigint): void {
    this.statements.setModel.run(id);
  }

  setInode(id: bigint, inode: bigint): void {
    this.statements.setInode.run(inode, id);
  }

  setMissing(id: bigint): void {
    this.statements.setMissing.run(id);
  }

  remove(id: bigint): void {
    this.statements.remove.run(id);
  }

  /** Whether the hash of any file is known. */
  hasHashes(): boolean {
    return this.statements.anyHash.get() !== undefined;
  }

  /** Rows with a hash, a thousand at a time. */
  *hashed(): Generator<FileRow[]> {
    yield* this.pages("hashed", {});
  }

  /** How many files below a folder are not known to be missing. */
  countBelow(folder: string): number {
    return Number(this.statements.countBelow.get(range(folder))?.n ?? 0);
  }

  /** Rows of files below a folder, a thousand at a time. */
  *below(folder: string): Generator<FileRow[]> {
    yield* this.pages("below", range(folder));
  }

  private *pages(
    name: "below" | "hashed",
    parameters: Record<string, string>,
  ): Generator<FileRow[]> {
    let start: Record<string, string | bigint> = { ...parameters, after: BEFORE_ALL };
    for (;;) {
      const rows = this.statements[name].all(start) as unknown as FileRow[];
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      yield rows;
      start = { ...start, after: last.id, ...(name === "below" && { from: last.file_path }) };
    }
  }
}

function range(folder: string): { from: string; to: string } {
  const prefix = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  return {
    from: prefix + sep,
    to: prefix + String.fromCharCode(sep.charCodeAt(0) + 1),
  };
}
