/**
 * Scanning single files.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { SqlPlugin } from "../host/plugin.ts";
import { scanFile } from "../scan/scan_file.ts";
import { STAMPS } from "../scan/read/stamps.ts";
import { fileReader } from "./file_reader.ts";
import { readingSettings } from "./reading_settings.ts";

/**
 * Brings the row of one file up to date, at once.
 *
 * @param plugins The user's own, whose generators read too.
 */
export function rescan(
  db: DatabaseSync,
  path: string,
  plugins: readonly SqlPlugin[] = [],
): void {
  const settings = readingSettings(db);
  scanFile(db, path, { ...settings, stamps: STAMPS }, fileReader(settings, plugins));
}
