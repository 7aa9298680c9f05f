/**
 * Whether there is anything to extract: most runs find nothing, and need not load what would do it.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isMigrated } from "../db/migrate.ts";
import { type OnMissing, readSettings } from "../db/settings.ts";
import { VERSIONS } from "../generators/versions.ts";
import { isOnMissingCurrent, isStampCurrent, stampsOf } from "./stamp.ts";
import { WAITING } from "./waiting.ts";

/**
 * Whether a database is migrated and no file of it waits. Only reads, and calls no function of a plugin.
 *
 * @param onMissing Fate of rows whose text disappeared. Default: the setting.
 * @throws {DatabaseError} As `migrate` of `src/db`, for a database that this program must not touch.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openDatabase } from "../host/open.ts";
 * using db = openDatabase(":memory:");
 * assert.equal(isIdle(db), false); // nothing is migrated yet
 * ```
 */
export function isIdle(db: DatabaseSync, onMissing?: OnMissing): boolean {
  if (!isMigrated(db)) return false;
  const settings = readSettings(db);
  return isStampCurrent(db, stampsOf(settings, VERSIONS)) &&
    isOnMissingCurrent(db, onMissing ?? settings.on_missing) &&
    db.prepare(`SELECT 1 ${WAITING} LIMIT 1`).get() === undefined;
}
