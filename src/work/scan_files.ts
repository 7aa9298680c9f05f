/**
 * Scanning single files.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import { scanFile } from "../scan/scan_file.ts";
import { STAMPS } from "../scan/read/stamps.ts";
import { fileReader } from "./file_reader.ts";

/** Brings the row of one file up to date, at once. */
export function rescan(db: DatabaseSync, path: string): void {
  const { allow_sidecar_merge: mergeSidecars } = readSettings(db);
  scanFile(db, path, { mergeSidecars, stamps: STAMPS }, fileReader(mergeSidecars));
}
