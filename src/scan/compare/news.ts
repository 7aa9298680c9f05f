/**
 * Whether a known file is worth reading again, or gone.
 *
 * @module
 */
import { exists, type FileFacts, sidecarState } from "../../files/facts.ts";
import { isSameFile } from "../../files/identity.ts";
import { type Glance, PLAIN } from "../../files/glance.ts";
import type { FileRow, FileValues } from "../../files/row.ts";
import { type Entry, isInside } from "../../files/walk.ts";
import type { Prune } from "../options.ts";

/** Whether the row was written by another program, and its file was not read since. */
export function isForeign({ container, status_detail }: FileRow): boolean {
  return container === null && status_detail === null;
}

/** Whether a first look is enough to see that a file is unchanged. */
export function isCurrentAtAGlance(
  glance: Glance,
  { kind, sidecars }: Entry,
  { size, time, ino }: FileFacts,
): boolean {
  const isComparable = glance.plainness === PLAIN.always ||
    (glance.plainness === PLAIN.withoutSidecars && sidecars.length === 0);
  return isComparable && !glance.isStale && glance.isModel === (kind === "model") &&
    glance.size === size &&
    glance.time === time && glance.inode === ino;
}

/** Whether a file and its sidecars are as they were when the row was written. */
export function isCurrent(
  row: FileRow,
  facts: FileFacts,
  sidecars: readonly string[],
  mergeSidecars: boolean,
): boolean {
  if (row.status === "missing" || !isSameFile(row, facts)) return false;
  // Such a row keeps its text as long as the image stays as it is.
  if (isForeign(row)) return true;
  const isEmbedded = row.metadata_source !== null && !row.metadata_source.startsWith("sidecar:");
  const wanted = row.status === "unreadable" || mergeSidecars || !isEmbedded;
  return row.sidecar_state === (wanted ? sidecarState(sidecars) : null);
}

/** Whether the system still refuses to read a file, for the same reason. */
export function isStillUnreadable(row: FileRow, values: FileValues): boolean {
  return row.status === "unreadable" && values.status === "unreadable" &&
    values.file_mtime === null && row.file_mtime === null &&
    row.status_detail === values.status_detail && Number(row.file_size) === values.file_size;
}

/**
 * Whether a file is gone, and that is news.
 *
 * @param unseen What could not be looked at.
 * @param prune Whether files that are gone are removed: then it is news every time.
 */
export function isGone(row: FileRow, unseen: ReadonlySet<string>, prune: Prune): boolean {
  const { file_path: path, status } = row;
  return !isInside(path, unseen) && (prune !== false || status !== "missing") && !exists(path);
}
