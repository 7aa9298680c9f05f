/**
 * Options of a scan.
 *
 * @module
 */
import type { Stamps } from "../files/stamps.ts";

/** Settings of the database that say what is read of pictures. */
export interface ReadingSettings {
  /** Whether a sidecar fills what the embedded text leaves open. */
  readonly mergeSidecars: boolean;
  /** Whether texts are looked for that are hidden in pixels. */
  readonly readHidden: boolean;
  /** Whether every graph of a picture is stored. Default: only the one that tells most. */
  readonly keepGraphs?: boolean;
}

/**
 * Whether files that are gone are removed from the database: never, except below a root in which nothing is left, or `all`. A
 * drive that is not mounted looks like such a root.
 */
export type Prune = boolean | "all";

/** Options of a scan. */
export interface ScannerOptions extends ReadingSettings {
  /** Whether files that are gone are removed from the database. */
  readonly prune: Prune;
  /** Whether files are read again although nothing says that they changed. */
  readonly rescan: boolean;
  /** Rows in one transaction. */
  readonly chunk: number;
  /** Files that have to be read from which on a thread that reads ahead is worth its start. */
  readonly many: number;
  /** Stamps of today's readers: files that others read are read again. */
  readonly stamps: Stamps;
}
