/**
 * The rows of `files` as a scan reads and writes them.
 *
 * @module
 */
import { MIN_INTEGER } from "../../host/values.ts";
import type { DatabaseSync } from "node:sqlite";
import { Prepared } from "../../db/prepared.ts";
import { type FileFacts, isSamePlace, isTaken } from "../../files/facts.ts";
import { pick, RENEWED_NAMES, type StoredReading, UNREADABLE_NAMES } from "../../files/columns.ts";
import {
  type FileRow,
  type FileValues,
  inserted,
  isSameReading,
  type ReadFile,
  valuesOf,
} from "../../files/row.ts";
import { pathOfReplaced, rangeBelow } from "../../files/paths.ts";
import { type FileStatement, STATEMENTS } from "./file_statements.ts";

/** Facts of a file at a new path. */
type Place = Pick<FileFacts, "inode"> & { readonly mtime: bigint | null };

/** Whether a path, which a table may take for another one, is that of another file. */
function isOfOtherFile(known: string, path: string): boolean {
  return known !== path && isTaken(known) && !isSamePlace(known, path);
}

/** Prepared statements over `files`. */
export class FileStore {
  private readonly statements: Prepared<FileStatement>;

  constructor(db: DatabaseSync) {
    this.statements = new Prepared(db, STATEMENTS, (statement) => {
      statement.setReadBigInts(true);
    });
  }

  /** Throws what is wrong with any statement, such as a trigger's function that is missing. */
  prepare(): void {
    this.statements.prepare();
  }

  byPath(path: string): FileRow | undefined {
    const row = this.statements.get("byPath").get(path);
    return row as unknown as FileRow | undefined;
  }

  byId(id: bigint): FileRow | undefined {
    return this.statements.get("byId").get(id) as unknown as FileRow | undefined;
  }

  /** Whether a row holds a raw text. */
  hasText(id: bigint): boolean {
    return this.statements.get("hasText").get(id) !== undefined;
  }

  /** Whether there is no file yet. */
  isEmpty(): boolean {
    return this.statements.get("anyFile").get() === undefined;
  }

  byInode(inode: bigint): FileRow[] {
    return this.statements.get("byInode").all(inode) as unknown as FileRow[];
  }

  /** Adds a row, unless another process just did. @returns The row's id; null where its path is that of another file to the table. */
  insert(file: ReadFile): bigint | null {
    try {
      return this.insertNew(file);
    } catch (error) {
      const other = this.byPath(file.path);
      if (other === undefined) throw error;
      if (isOfOtherFile(other.file_path, file.path)) return null;
      this.update(other.id, valuesOf(file));
      return other.id;
    }
  }

  /**
   * Writes the row of a file that is at a path. Another row that has the path stands below it from then on, where no file can be.
   *
   * @param id The row; null when `write` adds it.
   * @returns Whether it was written: not where the path is that of another file to the table.
   */
  place(path: string, id: bigint | null, write: () => void): boolean {
    const row = this.statements.get("otherAt").get({ path, id });
    if (row !== undefined) {
      const other = row["id"] as bigint;
      this.statements.get("park").run({ id: other, path: pathOfReplaced(path, other) });
    }
    try {
      write();
      return true;
    } catch (error) {
      const other = this.byPath(path)?.file_path;
      if (other === undefined || !isOfOtherFile(other, path)) throw error;
      return false;
    }
  }

  private insertNew(file: ReadFile): bigint {
    return BigInt(this.statements.get("insert").run(...inserted([file])).lastInsertRowid);
  }

  /** Adds `BATCH_ROWS` rows, or throws what SQLite says about the first that it refuses. */
  insertBatch(files: readonly ReadFile[]): void {
    this.statements.get("insertBatch").run(...inserted(files));
  }

  /** Writes what was read of a known file; of one that is unreadable now, what was stored stays. */
  update(id: bigint, values: FileValues): void {
    const isUnreadable = values.status === "unreadable";
    const { file_path, file_size, file_mtime, file_inode, kind } = values;
    if (!isUnreadable || kind === "model") this.statements.get("setKind").run({ id, kind });
    this.statements.get(isUnreadable ? "updateUnreadable" : "update").run({
      id,
      file_path,
      file_size: BigInt(file_size),
      file_mtime,
      file_inode,
      ...pick(values, isUnreadable ? UNREADABLE_NAMES : RENEWED_NAMES),
    });
  }

  /** Whether a row holds what was read of its file, whichever reader it was. */
  holds(id: bigint, values: FileValues): boolean {
    const stored = this.statements.get("values").get(id);
    return stored !== undefined && isSameReading(stored as unknown as StoredReading, values);
  }

  /** Says which reader read a file, when that is all that changed. */
  restamp(id: bigint, { file_mtime, file_inode, read_with }: FileValues): void {
    this.statements.get("restamp").run({ id, file_mtime, file_inode, read_with });
  }

  /** Gives a row the new place of its file. */
  move(id: bigint, path: string, { mtime, inode }: Place): void {
    this.statements.get("move").run({ id, file_path: path, file_mtime: mtime, file_inode: inode });
  }

  /** Gives a row the place of another row with the same bytes, which goes; `withText`: and what was read there. */
  replace(row: FileRow, other: bigint, withText: boolean): void {
    const values = this.statements.get("values").get(other) as unknown as FileValues | undefined;
    if (values === undefined) return;
    this.remove(other);
    const { file_path, file_mtime: mtime, file_inode: inode } = values;
    if (withText) this.update(row.id, values);
    else this.move(row.id, file_path, { mtime, inode });
    this.setHash(row.id, row.file_hash);
  }

  setHash(id: bigint, hash: string | null): void {
    this.statements.get("setHash").run(hash, id);
  }

  /** Stores size, time and inode of a file whose row another program wrote without them. */
  learn(id: bigint, { size, mtime, inode }: FileFacts): void {
    this.statements.get("learn").run({
      id,
      file_size: BigInt(size),
      file_mtime: mtime,
      file_inode: inode,
    });
  }

  setInode(id: bigint, inode: bigint): void {
    this.statements.get("setInode").run(inode, id);
  }

  setMissing(id: bigint): void {
    this.statements.get("setMissing").run(id);
  }

  remove(id: bigint): void {
    this.statements.get("remove").run(id);
  }

  /** Whether the hash of any file is known. */
  hasHashes(): boolean {
    return this.statements.get("anyHash").get() !== undefined;
  }

  /** Rows with a hash, a thousand at a time. */
  *hashed(): Generator<FileRow[]> {
    yield* this.pages("hashed", {});
  }

  /** Whether there is a row below a folder. */
  hasBelow(folder: string): boolean {
    return this.statements.get("anyBelow").get(rangeBelow(folder)) !== undefined;
  }

  /** Counts the files below a folder that are not known to be missing. */
  countBelow(folder: string): number {
    return Number(this.statements.get("countBelow").get(rangeBelow(folder))?.n ?? 0);
  }

  /** Counts the files below a folder that are missing. */
  countMissing(folder: string): number {
    return Number(this.statements.get("countMissing").get(rangeBelow(folder))?.n ?? 0);
  }

  /** Rows of files below a folder, a thousand at a time. */
  *below(folder: string): Generator<FileRow[]> {
    yield* this.pages("below", rangeBelow(folder));
  }

  private *pages(
    name: "below" | "hashed",
    parameters: Record<string, string>,
  ): Generator<FileRow[]> {
    let start: Record<string, string | bigint> = { ...parameters, after: MIN_INTEGER };
    for (;;) {
      const rows = this.statements.get(name).all(start) as unknown as FileRow[];
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      yield rows;
      start = { ...start, after: last.id, ...(name === "below" && { from: last.file_path }) };
    }
  }
}
