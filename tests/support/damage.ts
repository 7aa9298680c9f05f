/** Databases that are damaged on purpose. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";

/** Kinds of pages, as `dbstat` names them: https://www.sqlite.org/dbstat.html */
export type PageType = "leaf" | "internal" | "overflow";

/**
 * Overwrites a page in the middle of a table or index.
 *
 * @param path A database that nobody has open.
 */
export function damage(path: string, table: string, type: PageType = "leaf"): void {
  const { page, size } = middlePage(path, table, type);
  using file = Deno.openSync(path, { write: true });
  file.seekSync((page - 1) * size, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(size).fill(0xff));
}

function middlePage(path: string, table: string, type: PageType): { page: number; size: number } {
  using db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const pages = db.prepare(
    "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path",
  ).all(table, type);
  assert.ok(pages.length > 2, `${table} has ${pages.length} pages of the type ${type}`);
  return {
    page: Number(pages[Math.floor(pages.length / 2)]?.["pageno"]),
    size: Number(db.prepare("PRAGMA page_size").get()?.["page_size"]),
  };
}
