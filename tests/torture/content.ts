/** What a database holds, to be compared with another, and what is wrong with it. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";

/** Rows as text by the name of their table. */
export type Content = Readonly<Record<string, readonly string[]>>;

/** Columns that differ from run to run although nothing else does. */
const VOLATILE: ReadonlySet<string> = new Set(
  ["id", "file_id", "at", "created_at", "updated_at", "last_extracted_at", "applied_at"],
);

/** Columns that name the image of a row instead of its number, by table. */
const PATH = "(SELECT file_path FROM files WHERE files.id = t.file_id) AS image";

/** Every row of every table by the table's name, numbers of files replaced by their paths, times left out. */
export function contentOf(database: string): Content {
  using db = new DatabaseSync(database, { timeout: 5000 });
  const tables = db.prepare(
    `SELECT name FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  ).all().map(({ name }) => String(name));
  return Object.fromEntries(tables.map((table) => [table, rowsOf(db, table)]));
}

/** Asserts that a database holds this; tells the first rows that differ. */
export function assertContent(database: string, expected: Content): void {
  const content = contentOf(database);
  assert.deepEqual(Object.keys(content), Object.keys(expected));
  for (const [table, rows] of Object.entries(expected)) {
    const [have, want] = [new Set(content[table]), new Set(rows)];
    assert.deepEqual([...have.difference(want)].slice(0, 2), [], `too much in ${table}`);
    assert.deepEqual([...want.difference(have)].slice(0, 2), [], `missing in ${table}`);
    assert.equal(content[table]?.length, rows.length, table);
  }
}

function rowsOf(db: DatabaseSync, table: string): string[] {
  const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(table)
    .map(({ name }) => String(name));
  const kept = columns.filter((name) => !VOLATILE.has(name)).map((name) => `"${name}"`);
  const wanted = columns.includes("file_id") ? [PATH, ...kept] : kept;
  const statement = db.prepare(`SELECT ${wanted.join(", ")} FROM "${table}" AS t`);
  statement.setReadBigInts(true);
  return statement.all().map((row) => Object.values(row).map(String).join("\u241f")).sort();
}

/** Queries that must give nothing in a database that was left at any moment, with what a row of them means. */
const FAULTS: Readonly<Record<string, string>> = {
  "damage": "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
  "a row without its parent": "SELECT * FROM pragma_foreign_key_check",
  "a model that disagrees with last_extracted_hash":
    `SELECT file_path FROM models JOIN files ON id = file_id WHERE metadata_hash IS NOT last_extracted_hash`,
  "an extracted hash without its model":
    `SELECT file_path FROM files WHERE last_extracted_hash IS NOT NULL AND id NOT IN (SELECT file_id FROM models)`,
  "an extracted image without its model":
    `SELECT file_path FROM files WHERE extraction_pending = 0 AND status = 'ok' AND id NOT IN (SELECT file_id FROM models)`,
  "usages without their model":
    `SELECT file_id FROM lora_usages WHERE file_id NOT IN (SELECT file_id FROM models)`,
  "usages that are not numbered from 0 on":
    `SELECT file_id FROM lora_usages GROUP BY file_id HAVING max(position_index) <> count(*) - 1`,
};

/** What is wrong with a database; nothing, where it is sound, or no schema is there yet. */
export function faultsOf(database: string): string[] {
  using db = new DatabaseSync(database, { timeout: 5000 });
  const hasSchema = db.prepare(
    "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('files', 'models', 'lora_usages')",
  )
    .get()?.n === 3;
  const faults = Object.entries(FAULTS)
    .filter((_, index) => hasSchema || index < 2)
    .flatMap(([what, sql]) => db.prepare(sql).all().map((row) => `${what}: ${Object.values(row)}`));
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'prompt_search'").get()) {
    try {
      db.exec("INSERT INTO prompt_search (prompt_search, rank) VALUES ('integrity-check', 1)");
    } catch (error) {
      faults.push(`full-text index: ${error}`);
    }
  }
  return faults;
}
