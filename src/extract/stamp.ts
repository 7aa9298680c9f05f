/**
 * What rows are extracted with: another parser or other settings make them wait again.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type OnMissing, readSetting, type Settings, writeSetting } from "../db/settings.ts";
import { transaction } from "../db/transaction.ts";
import { PARSER_VERSION } from "../version.ts";

const STAMP = "extracted_with";
const LAST_ON_MISSING = "last_on_missing";

/**
 * Names the parser's version and the settings that change what it gives.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const settings = { lora_weight_min: -3, lora_weight_max: 8 };
 * assert.match(stampOf(settings), /lora weights -3 to 8/);
 * ```
 */
export function stampOf(
  settings: Pick<Settings, "lora_weight_min" | "lora_weight_max">,
): string {
  const { lora_weight_min: min, lora_weight_max: max } = settings;
  return `parser ${PARSER_VERSION}, lora weights ${min} to ${max}`;
}

/** Whether no row is known that another parser or other settings extracted. */
export function isStampCurrent(db: DatabaseSync, stamp: string): boolean {
  return readSetting(db, STAMP) === stamp;
}

/** Makes rows wait that another parser or other settings extracted. Costs one look-up when nothing changed. */
export function renewStamp(db: DatabaseSync, stamp: string): void {
  if (isStampCurrent(db, stamp)) return;
  transaction(db, () => {
    db.prepare(
      `UPDATE files SET extraction_pending = 1
       WHERE extraction_pending = 0 AND kind IS NOT 'model' AND extracted_with IS NOT ?`,
    ).run(stamp);
    writeSetting(db, STAMP, stamp);
  });
}

/** Whether rows whose text went are kept or removed as the last extraction did. */
export function isOnMissingCurrent(db: DatabaseSync, onMissing: OnMissing): boolean {
  return (readSetting(db, LAST_ON_MISSING) ?? "keep") === onMissing;
}

/** Makes files wait whose text went while rows were kept, if such rows are to go from now on. Costs one look-up else. */
export function renewOnMissing(db: DatabaseSync, onMissing: OnMissing): void {
  if (isOnMissingCurrent(db, onMissing)) return;
  transaction(db, () => {
    if (onMissing === "delete") {
      db.exec(
        `UPDATE files SET extraction_pending = 1
         WHERE extraction_pending = 0 AND kind IS NOT 'model'
           AND status IS NOT 'ok' AND id IN (SELECT file_id FROM models)`,
      );
    }
    writeSetting(db, LAST_ON_MISSING, onMissing);
  });
}
