/**
 * How fast a registry is asked, and how long it is waited for.
 *
 * @module
 */

/** Waiting times in milliseconds, and other bounds. */
export interface Pace {
  /** Least time between the beginnings of two requests; up to half as much is added by chance. */
  readonly gapMs: number;
  /** How long an answer may take to begin, and each piece of it to come. */
  readonly timeoutMs: number;
  /** The first waiting time behind a failure; each further one doubles it, and chance adds up to as much again. */
  readonly backoffMs: number;
  /** The longest of these waiting times. */
  readonly maxBackoffMs: number;
  /** How long a server may ask us to wait; one that asks for more is not asked again in this run. */
  readonly patienceMs: number;
  /** How often a request that failed is sent again. */
  readonly retries: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes: number;
}

/** Three requests a second, two minutes of patience. */
export const POLITE: Pace = {
  gapMs: 250,
  timeoutMs: 30_000,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  patienceMs: 120_000,
  retries: 4,
  maxBytes: 32 * 1024 * 1024,
};
