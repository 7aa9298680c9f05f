/**
 * New files whose bytes may be those of a known file that is no longer where it was.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Prepared } from "../../db/prepared.ts";
import type { FileRow } from "../../files/row.ts";
import type { FileStore } from "../rows/file_store.ts";
import type { Candidate } from "./hash_client.ts";

/** A file whose row was added. */
export interface NewFile {
  readonly id: bigint;
  readonly path: string;
  readonly size: number;
  /** Whether this very scan added its row, not one that was stopped. */
  readonly isAdded: boolean;
}

/** A known file, and the new row of the place where it is now. */
export interface Move {
  readonly row: FileRow;
  readonly added: NewFile;
}

/** The setting that holds the id of the first row that a stopped scan added and did not compare. */
const NEW_FROM = "'new_files_from'";

const STATEMENTS = {
  first: `SELECT 1 FROM settings WHERE name = ${NEW_FROM}`,
  // Only the first counts.
  remember: `INSERT INTO settings (name, value) SELECT ${NEW_FROM}, ?
    WHERE NOT EXISTS (SELECT 1 FROM settings WHERE name = ${NEW_FROM})`,
  forget: `DELETE FROM settings WHERE name = ${NEW_FROM}`,
  left: `SELECT id AS id, file_path AS path, file_size AS size FROM files
    WHERE file_hash IS NULL AND file_size IS NOT NULL
      AND id >= (SELECT CAST(value AS INTEGER) FROM settings WHERE name = ${NEW_FROM})
    ORDER BY id`,
} as const;

/**
 * The files that scans added and that were not compared with known ones. A scan that is stopped leaves them to the next: from
 * which row on is remembered in the database.
 */
export class NewFiles {
  private readonly files: NewFile[] = [];
  /** Whether it has to hear of new rows: not where no hash is known. */
  readonly areWanted: boolean;
  /** Whether a stopped scan left some. */
  private readonly areLeft: boolean;

  private readonly statements: Prepared<keyof typeof STATEMENTS>;

  constructor(db: DatabaseSync, store: FileStore) {
    this.statements = new Prepared(db, STATEMENTS, (statement) => statement.setReadBigInts(true));
    this.areWanted = store.hasHashes();
    this.areLeft = this.areWanted && this.statements.get("first").get() !== undefined;
  }

  /** Remembers a new file, within the transaction that adds its row. */
  add(id: bigint, path: string, size: number): void {
    if (!this.areWanted) return;
    this.statements.get("remember").run(id);
    this.files.push({ id, path, size, isAdded: true });
  }

  /** Takes up what a stopped scan left. */
  takeUp(): void {
    if (!this.areLeft) return;
    const here = new Set(this.files.map(({ id }) => id));
    for (const row of this.statements.get("left").all()) {
      const [id, path, size] = [row["id"] as bigint, String(row["path"]), Number(row["size"])];
      if (!here.has(id)) this.files.push({ id, path, size, isAdded: false });
    }
  }

  /** Says that all of them were compared. */
  forget(): void {
    if (this.areLeft || this.files.length > 0) this.statements.get("forget").run();
  }

  /** Gives them as candidates. @param moved Takes each that turns out to be a known file. */
  candidates(moved: (move: Move) => void): Candidate[] {
    return this.files.map((added): Candidate => ({
      path: added.path,
      size: added.size,
      own: null,
      take: (row) => moved({ row, added }),
    }));
  }
}
