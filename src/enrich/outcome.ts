/**
 * Outcomes of asking a registry.
 *
 * @module
 */

/** Every outcome, with the coarser status that the column `lookup_status` has for it. */
export const OUTCOMES = {
  matched: "matched",
  not_found: "not_found",
  skipped: "skipped",
  rate_limited: "error_network",
  error_network: "error_network",
  error_server: "error_network",
  error_auth: "error_network",
  error_blocked: "error_network",
  error_request: "error_parse",
  error_parse: "error_parse",
} as const;

/** An outcome. */
export type Outcome = keyof typeof OUTCOMES;

/** An outcome that is no answer about a model. */
export type Fault = Exclude<Outcome, "matched" | "not_found" | "skipped">;

/** Words for a fault, and whether it goes away by asking again. */
export interface Failure {
  readonly fault: Fault;
  /** One line. */
  readonly reason: string;
  /** The HTTP status, if there was an answer. */
  readonly http: number | null;
  /** Not to be asked before, in milliseconds since 1970, if the server said so. */
  readonly notBefore?: number;
  /** Whether the answer was too long to be read: half of the question may have a shorter one. */
  readonly tooLarge?: boolean;
}

/** Faults that a second request may cure. */
const PASSING: ReadonlySet<Fault> = new Set(["rate_limited", "error_network", "error_server"]);

/** Whether it is worth asking again in the same run. */
export function isPassing({ fault }: Failure): boolean {
  return PASSING.has(fault);
}

/** Faults that every other request would meet too. */
const GENERAL: ReadonlySet<Fault> = new Set(["error_auth", "error_blocked"]);

/** Whether nothing more should be asked. */
export function isGeneral({ fault }: Failure): boolean {
  return GENERAL.has(fault);
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Time that an outcome holds at first, and at most; each repetition doubles it. */
const LIFETIMES: Readonly<Record<Exclude<Outcome, "matched" | "skipped">, [number, number]>> = {
  not_found: [7 * DAY, 90 * DAY],
  rate_limited: [15 * MINUTE, DAY],
  error_network: [MINUTE, DAY],
  error_server: [5 * MINUTE, DAY],
  error_auth: [MINUTE, MINUTE],
  error_blocked: [60 * MINUTE, DAY],
  error_request: [7 * DAY, 90 * DAY],
  error_parse: [DAY, 30 * DAY],
};

/**
 * When to ask again.
 *
 * @param outcome What came of asking.
 * @param times How often in a row it came, from 1.
 * @param now Milliseconds since 1970.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(askAgainAt("not_found", 2, 0), 14 * 24 * 3600 * 1000);
 * ```
 */
export function askAgainAt(outcome: keyof typeof LIFETIMES, times: number, now: number): number {
  const [first, longest] = LIFETIMES[outcome];
  return now + Math.min(longest, first * 2 ** Math.min(30, times - 1));
}

/** A time as the database writes it: UTC, `YYYY-MM-DD HH:MM:SS`. */
export function sqlTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}
