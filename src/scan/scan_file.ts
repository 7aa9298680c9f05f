/**
 * Scanning one file, at once.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { walk } from "../files/walk.ts";
import { Comparison } from "./compare/comparison.ts";
import { Found } from "./compare/found.ts";
import type { ScannerOptions } from "./options.ts";
import type { ReadEntry } from "./read/entry.ts";

/** Brings the row of a file up to date, if the file is there. */
export function scanFile(
  db: DatabaseSync,
  path: string,
  options: Omit<ScannerOptions, "prune" | "chunk" | "many">,
  reads: ReadEntry,
): void {
  const comparison = new Comparison(db, { ...options, prune: false, chunk: 1, many: Infinity });
  for (const entries of walk(path, () => {})) {
    for (const [entry, glance] of comparison.store.withGlances(entries, false)) {
      const found = new Found(path, entry, glance);
      if (comparison.isNews(found)) comparison.lookAt(found, reads);
    }
  }
  comparison.writes.flush();
}
