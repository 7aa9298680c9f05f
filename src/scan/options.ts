/**
 * How a scan is asked for, and how it tells where it is.
 *
 * @module
 */

/** How to scan. */
export interface ScannerOptions {
  /** Whether a sidecar fills what the embedded text leaves open. */
  readonly mergeSidecars: boolean;
  /** Whether files that are gone are removed from the database. */
  readonly prune: boolean;
  /** Rows in one transaction. */
  readonly chunk: number;
  /** So many new files are worth a thread that reads ahead. */
  readonly many: number;
}

/**
 * What a scan has come to: a file was looked at; what follows needs `Scanner.reads` and all functions; so many files are
 * new that `Scanner.ahead` would be of use; or it has to wait.
 */
export type ScanStep = "looked" | "unready" | "many" | Promise<void>;
