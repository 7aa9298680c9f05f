/**
 * Scanning one file, at once.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { mayBeInode } from "../files/identity.ts";
import { walk } from "../files/walk.ts";
import { Comparison } from "./compare/comparison.ts";
import { Found } from "./compare/found.ts";
import type { ScannerOptions } from "./options.ts";
import type { ReadEntry } from "./read/entry.ts";

/** Brings the row of a file up to date, if the file is there. Whose file has taken another's place, a whole scan finds out. */
export function scanFile(
  db: DatabaseSync,
  path: string,
  options: Omit<ScannerOptions, "prune" | "rescan" | "chunk" | "many">,
  reads: ReadEntry,
): void {
  const comparison = new Comparison(db, {
    ...options,
    prune: false,
    rescan: false,
    chunk: 1,
    many: Infinity,
  });
  for (const entries of walk(path, () => {})) {
    for (const [entry, glance] of comparison.glances.of(entries, false)) {
      const found = new Found(path, entry, glance);
      if (comparison.isNews(found)) comparison.lookAt(found, reads);
    }
  }
  for (const place of comparison.changedPlaces) {
    const { found: { facts }, row } = place;
    if (facts !== undefined && mayBeInode(row, facts)) comparison.settle(place, reads);
  }
  comparison.writes.flush();
}
