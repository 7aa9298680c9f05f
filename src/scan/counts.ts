/**
 * Counts of a scan.
 *
 * @module
 */

/** Counts of nothing done. */
export const NO_COUNTS = {
  /** Files that were found. */
  found: 0,
  /** Model files among them. */
  models: 0,
  /** Files that were opened. */
  opened: 0,
  /** Bytes that were read from images and models. */
  bytes_read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  /** Files that were read again although they did not change, for today's readers or since that was asked; they count apart. */
  reread: 0,
  /** Those of them of which something else is stored now. */
  reread_differently: 0,
  moved: 0,
  /** Files that are gone since the last scan. */
  missing: 0,
  /** Rows that were removed because their file is gone. */
  pruned: 0,
  /** Rows whose file is gone and that were not removed, since nothing is left in their root. */
  kept: 0,
  /** Files and folders whose names are no UTF-8: they cannot be opened. */
  unnamed: 0,
  /** Files that have no row, since an adopted table does not tell their paths from others'. */
  unstored: 0,
};

/** Counts of one scan. */
export type ScanCounts = typeof NO_COUNTS & {
  /** Files that were opened, by their status. */
  status: Record<string, number>;
};
