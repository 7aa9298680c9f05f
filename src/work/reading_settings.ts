/**
 * The settings of a database that say what is read of pictures.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import type { ReadingSettings } from "../scan/options.ts";

/**
 * Reads the settings that a scan reads pictures by.
 *
 * @param mergeSidecars Whether a sidecar fills what the embedded text leaves open. Default: the setting.
 */
export function readingSettings(db: DatabaseSync, mergeSidecars?: boolean): ReadingSettings {
  const settings = readSettings(db);
  return {
    mergeSidecars: mergeSidecars ?? settings.allow_sidecar_merge,
    readHidden: settings.read_hidden,
    keepGraphs: settings.keep_workflow,
  };
}
