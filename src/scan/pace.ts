/**
 * The pace of a scan: it works synchronously between breaths, in which the user is heard.
 *
 * @module
 */

/** Ends a scan that the user wants to stop: what was found is written, and nothing counts as missing. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("Stopped by the user");
  }
}

/** Breaths of a long job. */
export interface Pace {
  /** Whether signals and timers have waited long enough. Costs next to nothing. */
  needsBreath(): boolean;
  /** Lets signals and timers in. @throws {Interrupted} If the user wants to stop. */
  breathe(): Promise<void>;
  /** Waits for what another thread does. @throws {Interrupted} If the user wants to stop before its end. */
  waitFor(end: Promise<void>): Promise<void>;
  /** Whether the user wants to stop. */
  shouldStop(): boolean;
}

/** Pace of a job that nobody stops. */
export const UNSTOPPED: Pace = {
  needsBreath: () => false,
  breathe: () => Promise.resolve(),
  waitFor: (end) => end,
  shouldStop: () => false,
};
