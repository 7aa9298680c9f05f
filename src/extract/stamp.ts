/**
 * What rows are extracted with; rows that bear another stamp wait again.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSetting, type Settings, writeSetting } from "../db/settings.ts";
import { transaction } from "../db/transaction.ts";
import { PARSER_VERSION } from "../version.ts";

const SETTING = "extracted_with";

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

/** Makes rows wait that another parser or other settings extracted. Costs one look-up when nothing changed. */
export function renewStamp(db: DatabaseSync, stamp: string): void {
  if (readSetting(db, SETTING) === stamp) return;
  transaction(db, () => {
    db.prepare(
      `UPDATE files SET extraction_pending = 1
       WHERE extraction_pending = 0 AND kind = 'image' AND extracted_with IS NOT ?`,
    ).run(stamp);
    writeSetting(db, SETTING, stamp);
  });
}
