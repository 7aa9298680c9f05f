/**
 * The settings that stand in the database.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../host/errors.ts";

/** Treatment of rows whose text disappeared. */
export type OnMissing = "keep" | "delete";

/** Settings by name, as the table `settings` has them. */
export interface Settings {
  /** The least LoRA weight that counts. */
  readonly lora_weight_min: number;
  /** The greatest LoRA weight that counts. */
  readonly lora_weight_max: number;
  /** Whether a sidecar fills what the embedded text leaves open. */
  readonly allow_sidecar_merge: boolean;
  /** Whether texts are looked for that are hidden in pixels. */
  readonly read_hidden: boolean;
  /** Whether a graph as it is drawn is stored beside the one that was executed. */
  readonly keep_workflow: boolean;
  /** Fate of rows whose text disappeared. */
  readonly on_missing: OnMissing;
}

type Reader<T> = (value: unknown) => T | undefined;

const number: Reader<number> = (value) => {
  const result = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
  return Number.isFinite(result) ? result : undefined;
};
const FLAGS = new Map([["1", true], ["true", true], ["0", false], ["false", false]]);
const flag: Reader<boolean> = (value) => FLAGS.get(String(value));
const choice: Reader<OnMissing> = (value) =>
  value === "keep" || value === "delete" ? value : undefined;

const READERS: { readonly [Name in keyof Settings]: Reader<Settings[Name]> } = {
  lora_weight_min: number,
  lora_weight_max: number,
  allow_sidecar_merge: flag,
  read_hidden: flag,
  keep_workflow: flag,
  on_missing: choice,
};

/** Values of settings whose row is gone. */
const DEFAULTS: Settings = {
  lora_weight_min: 0,
  lora_weight_max: 4,
  allow_sidecar_merge: false,
  read_hidden: true,
  keep_workflow: false,
  on_missing: "keep",
};

/**
 * Reads the settings of a database.
 *
 * @throws {DatabaseError} If a value is not of the setting's type, or no weight lies between the least and the greatest.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openDatabase } from "../host/open.ts";
 * import { migrate } from "./migrate.ts";
 * using db = openDatabase(":memory:");
 * migrate(db);
 * assert.equal(readSettings(db).lora_weight_max, 4);
 * ```
 */
export function readSettings(db: DatabaseSync): Settings {
  const rows = db.prepare("SELECT name AS name, value AS value FROM settings").all();
  const values = new Map(rows.map(({ name, value }) => [String(name), value]));
  const settings: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, read] of Object.entries(READERS)) {
    const value = values.get(name);
    if (value === undefined || value === null) continue;
    const result = read(value);
    if (result === undefined) {
      throw new DatabaseError(
        "schema",
        `Cannot use setting ${name}: "${value}" is not a valid value; correct it in the table settings`,
      );
    }
    settings[name] = result;
  }
  const { lora_weight_min: min, lora_weight_max: max } = settings as unknown as Settings;
  if (min > max) {
    throw new DatabaseError(
      "schema",
      `Cannot use setting lora_weight_min: ${min} is above lora_weight_max, ${max}, so that no LoRA would count; ` +
        "correct them in the table settings",
    );
  }
  return settings as unknown as Settings;
}

/** Reads one row of `settings`, or null. */
export function readSetting(db: DatabaseSync, name: string): string | null {
  const row = db.prepare("SELECT value AS value FROM settings WHERE name = ?").get(name);
  return row === undefined || row.value === null ? null : String(row.value);
}

/** Writes one row of `settings`. */
export function writeSetting(db: DatabaseSync, name: string, value: string): void {
  db.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)").run(name, value);
}
