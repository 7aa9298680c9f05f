/**
 * Scanning single files.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { scanFile } from "../scan/scan_file.ts";
import { STAMPS } from "../scan/read/stamps.ts";
import { fileReader } from "./file_reader.ts";

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
  const { allow_sidecar_merge: mergeSidecars, read_hidden: readHidden } = readSettings(db);
  const settings = { mergeSidecars, readHidden };
  scanFile(db, path, { ...settings, stamps: STAMPS }, fileReader(settings, plugins));
}
