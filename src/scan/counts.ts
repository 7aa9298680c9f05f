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
  /** Files that were read again only because today's readers read them differently; they also count as changed or unchanged. */
  reread: 0,
  moved: 0,
  /** Files that are gone since the last scan. */
  missing: 0,
  /** Rows that were removed because their file is gone. */
  pruned: 0,
};

/** Counts of one scan. */
export type ScanCounts = typeof NO_COUNTS & {
  /** Files that were opened, by their status. */
  status: Record<string, number>;
};
