/**
 * Triggers on views: SQLite drops them together with the view, and a migration may create the view anew.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** A trigger on a view. */
export interface ViewTrigger {
  readonly name: string;
  readonly view: string;
  readonly sql: string;
}

const TRIGGERS = `SELECT t.name, t.tbl_name AS view, t.sql
  FROM sqlite_schema AS t
  JOIN sqlite_schema AS v ON v.type = 'view' AND v.name = t.tbl_name COLLATE NOCASE
  WHERE t.type = 'trigger'
  ORDER BY t.rowid`;

/** Lists the triggers on views. */
export function triggersOnViews(db: DatabaseSync): ViewTrigger[] {
  return db.prepare(TRIGGERS).all() as unknown as ViewTrigger[];
}

/** Creates those anew that went with a view which is there again. */
export function restoreTriggers(db: DatabaseSync, triggers: readonly ViewTrigger[]): void {
  if (triggers.length === 0) return;
  const isThere = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ? COLLATE NOCASE",
  );
  for (const { name, view, sql } of triggers) {
    const isGone = isThere.get("trigger", name) === undefined;
    if (isGone && isThere.get("view", view) !== undefined) db.exec(sql);
  }
}
