/**
 * The rows of `files` as a scan reads and writes them.
 *
 * @module
 */
import { sep } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What a scan needs of a row. */
export interface FileRow {
  readonly id: number;
  readonly file_path: string;
  /** Null in rows that another program wrote. */
  readonly container: string | null;
  readonly file_size: bigint | null;
  readonly file_mtime: bigint | number | null;
  readonly file_inode: bigint | null;
  readonly file_hash: string | null;
  readonly metadata_source: string | null;
  readonly status: string | null;
  readonly sidecar_state: string | null;
}

/** What a scan writes. */
export interface FileValues {
  readonly file_path: string;
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

const ROW =
  `id, file_path, container, file_size, file_mtime, file_inode, file_hash, metadata_source, status,
  sidecar_state`;

/** Below a folder, as a range of paths: the character behind the separator ends it. */
const BELOW = "file_path > :from AND file_path < :to AND kind = 'image'";

const STATEMENTS = {
  byPath: `SELECT ${ROW} FROM files WHERE file_path = ? ORDER BY id LIMIT 1`,
  byInode: `SELECT ${ROW} FROM files WHERE file_inode = ? AND file_size = ? ORDER BY id`,
  insert: `INSERT INTO files (file_path, kind, container, file_size, file_mtime, file_inode,
      metadata_source, metadata_json, status, status_detail, sidecar_state)
    VALUES (:file_path, 'image', :container, :file_size, :file_mtime, :file_inode,
      :metadata_source, :metadata_json, :status, :status_detail, :sidecar_state)`,
  update: `UPDATE files SET file_path = :file_path, container = :container,
      file_size = :file_size, file_mtime = :file_mtime, file_inode = :file_inode, file_hash = NULL,
      metadata_source = :metadata_source, metadata_json = :metadata_json,
      status = :status, status_detail = :status_detail, sidecar_state = :sidecar_state
    WHERE id = :id`,
  updateUnreadable: `UPDATE files SET file_path = :file_path, file_size = :file_size,
      file_mtime = :file_mtime, file_inode = :file_inode, file_hash = NULL,
      status = 'unreadable', status_detail = :status_detail
    WHERE id = :id`,
  move: `UPDATE files SET file_path = :file_path, file_mtime = :file_mtime,
      file_inode = :file_inode, status = coalesce(:status, status) WHERE id = :id`,
  setInode: "UPDATE files SET file_inode = ? WHERE id = ?",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  remove: "DELETE FROM files WHERE id = ?",
  countBelow: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status IS NOT 'missing'`,
  anyHash: "SELECT 1 FROM files WHERE file_hash IS NOT NULL LIMIT 1",
  hashed: `SELECT ${ROW} FROM files WHERE file_hash IS NOT NULL AND id > :after
    ORDER BY id LIMIT 1000`,
  below: `SELECT ${ROW} FROM files WHERE ${BELOW} AND id > :after ORDER BY id LIMIT 1000`,
} as const;

type StatementName = keyof typeof STATEMENTS;

/** Prepared statements over `files`. */
export class FileStore {
  private readonly statements: Record<StatementName, StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    this.statements = Object.fromEntries(
      Object.entries(STATEMENTS).map(([name, sql]) => {
        const statement = db.prepare(sql);
        statement.setReadBigInts(true);
        return [name, statement];
      }),
    ) as Record<StatementName, StatementSync>;
  }

  /** Runs work in one transaction. */
  transaction(work: () => void): void {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.db.exec("COMMIT");
    } catch (error) {
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  byPath(path: string): FileRow | undefined {
    const row = this.statements.byPath.get(path);
    return row === undefined ? undefined : toRow(row);
  }

  byInode(inode: bigint, size: number): FileRow[] {
    return this.statements.byInode.all(inode, BigInt(size)).map(toRow);
  }

  /** @returns The new row's id. */
  insert(values: FileValues): number {
    const parameters = { ...values, file_size: BigInt(values.file_size) };
    return Number(this.statements.insert.run(parameters).lastInsertRowid);
  }

  /** Writes what was read of a known file; of one that is unreadable now, what was stored stays. */
  update(id: number, values: FileValues): void {
    const { file_path, file_size, file_mtime, file_inode, status_detail, ...rest } = values;
    const facts = {
      id,
      file_path,
      file_size: BigInt(file_size),
      file_mtime,
      file_inode,
      status_detail,
    };
    if (values.status === "unreadable") this.statements.updateUnreadable.run(facts);
    else this.statements.update.run({ ...facts, ...rest });
  }

  /** Gives a row the new place of its file. */
  move(
    id: number,
    path: string,
    { mtime, inode }: { mtime: bigint | null; inode: bigint | null },
    status: string | null = null,
  ): void {
    this.statements.move.run({ id, file_path: path, file_mtime: mtime, file_inode: inode, status });
  }

  setInode(id: number, inode: bigint): void {
    this.statements.setInode.run(inode, id);
  }

  setMissing(id: number): void {
    this.statements.setMissing.run(id);
  }

  remove(id: number): void {
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
    for (let after = Number.MIN_SAFE_INTEGER;;) {
      const rows = this.statements[name].all({ ...parameters, after }).map(toRow);
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      yield rows;
      after = last.id;
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

function toRow(row: Record<string, unknown>): FileRow {
  return { ...row, id: Number(row.id) } as unknown as FileRow;
}
