/**
 * Scanning single files.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import { Scanner } from "../scan/scanner.ts";
import { fileReader } from "./file_reader.ts";

/** Brings the row of one file up to date, at once. */
export function rescan(db: DatabaseSync, path: string): void {
  const { allow_sidecar_merge: mergeSidecars } = readSettings(db);
  const options = { chunk: 1, mergeSidecars, prune: false, many: Infinity };
  const scanner = new Scanner(db, options, fileReader(mergeSidecars));
  for (const _file of scanner.scan([path]));
}
