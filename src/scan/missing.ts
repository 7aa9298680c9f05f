/**
 * Files that are gone.
 *
 * @module
 */
import type { FileRow } from "../files/row.ts";
import type { Pace } from "./pace.ts";
import type { FileStore } from "./rows/file_store.ts";
import type { StageProgress } from "./world.ts";

/**
 * Finds the files below some folders that are gone. All are looked at before any is marked: a scan that is stopped marks none.
 *
 * @param isNews Whether a file is gone, and that is news.
 * @returns The ids of their rows.
 * @throws {Interrupted} If the user wants to stop.
 */
export async function goneBelow(
  roots: readonly string[],
  store: FileStore,
  isNews: (row: FileRow) => boolean,
  pace: Pace,
  progress: StageProgress,
): Promise<bigint[]> {
  const total = roots.reduce((sum, root) => sum + store.countBelow(root), 0);
  const gone: bigint[] = [];
  let done = 0;
  for (const root of roots) {
    for (const rows of store.below(root)) {
      for (const row of rows) {
        done++;
        if (isNews(row)) gone.push(row.id);
        if (!pace.needsBreath()) continue;
        progress.update(done, Math.max(done, total));
        await pace.breathe();
      }
    }
  }
  return gone;
}
