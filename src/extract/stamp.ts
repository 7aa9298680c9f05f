/**
 * ExtractionStamps of extraction: another reading of their texts or other settings make them wait again.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type OnMissing, readSetting, type Settings, writeSetting } from "../db/settings.ts";
import { transaction } from "../db/transaction.ts";
import { RECORD_VERSION } from "../version.ts";

const STAMP = "extracted_with";
const LAST_ON_MISSING = "last_on_missing";

/** A generator as far as its rows depend on it. */
export interface Versioned {
  readonly name: string;
  readonly version: number;
}

/** The values of `files.extracted_with`. */
export interface ExtractionStamps {
  /** For a file without text: only settings and what all records share count. */
  readonly empty: string;
  /** For a text that a generator reads: its version counts too. */
  readonly generators: ReadonlyMap<string, string>;
  /** For a text that no generator reads, or several do: any version may change what it gives. */
  readonly unread: string;
}

/**
 * Names the versions and the settings that change what texts give.
 *
 * @param generators All that are asked.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const settings = { lora_weight_min: -3, lora_weight_max: 8 };
 * const stamps = stampsOf(settings, [{ name: "a1111", version: 2 }]);
 * assert.match(stamps.generators.get("a1111") ?? "", /lora weights -3 to 8, a1111 2$/);
 * ```
 */
export function stampsOf(
  settings: Pick<Settings, "lora_weight_min" | "lora_weight_max">,
  generators: readonly Versioned[],
): ExtractionStamps {
  const { lora_weight_min: min, lora_weight_max: max } = settings;
  const empty = `record ${RECORD_VERSION}, lora weights ${min} to ${max}`;
  const names = generators.map(({ name, version }) => `${name} ${version}`);
  return {
    empty,
    generators: new Map(generators.map(({ name }, i) => [name, `${empty}, ${names[i]}`])),
    unread: `${empty}, all of ${names.join(", ")}`,
  };
}

/** The stamps as a JSON object, for SQL. */
export function toJson({ empty, generators, unread }: ExtractionStamps): string {
  return JSON.stringify({ empty, unread, generators: Object.fromEntries(generators) });
}

/** Whether no row is known that was extracted with other versions or settings. */
export function isStampCurrent(db: DatabaseSync, { unread }: ExtractionStamps): boolean {
  return readSetting(db, STAMP) === unread;
}

/**
 * Makes rows wait that were extracted with other versions or settings. Those of a generator that is not known here stay: a
 * plugin brought it. Costs one look-up when nothing changed.
 */
export function renewStamp(db: DatabaseSync, stamps: ExtractionStamps): void {
  if (isStampCurrent(db, stamps)) return;
  const { empty, generators, unread } = stamps;
  transaction(db, () => {
    db.prepare(
      `UPDATE files SET extraction_pending = 1
       WHERE extraction_pending = 0 AND kind IS NOT 'model' AND (
         extracted_with IS NULL
         OR extracted_with NOT IN (SELECT value FROM json_each(:current)) AND NOT (
           extracted_with LIKE :shared || ', %' AND extracted_with NOT LIKE :shared || ', all of %'
           AND NOT EXISTS (
             SELECT 1 FROM json_each(:names) AS n
             WHERE instr(extracted_with, :shared || ', ' || n.value || ' ') = 1
           )
         )
       )`,
    ).run({
      current: JSON.stringify([empty, unread, ...generators.values()]),
      shared: empty,
      names: JSON.stringify([...generators.keys()]),
    });
    writeSetting(db, STAMP, unread);
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
           AND id IN (SELECT file_id FROM models WHERE is_former = 1)`,
      );
    }
    writeSetting(db, LAST_ON_MISSING, onMissing);
  });
}
