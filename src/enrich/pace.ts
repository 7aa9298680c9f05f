/**
 * RequestPace of questions to a registry, and waits for its answers.
 *
 * @module
 */

/** Waiting times in milliseconds, and other bounds. */
export interface RequestPace {
  /** Least time between the beginnings of two requests; up to half as much is added by chance. */
  readonly gapMs: number;
  /** Longest wait for an answer to begin, and for each piece of it. */
  readonly timeoutMs: number;
  /** The first waiting time behind a failure; each further one doubles it, and chance adds up to as much again. */
  readonly backoffMs: number;
  /** The longest of these waiting times. */
  readonly maxBackoffMs: number;
  /** Longest wait that a server may ask for; one that asks for more is not asked again in this run. */
  readonly patienceMs: number;
  /** Number of times a failed request is sent again. */
  readonly retries: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes: number;
}

/** Three requests a second, two minutes of patience. */
export const POLITE: RequestPace = {
  gapMs: 250,
  timeoutMs: 30_000,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  patienceMs: 120_000,
  retries: 4,
  maxBytes: 32 * 1024 * 1024,
};
