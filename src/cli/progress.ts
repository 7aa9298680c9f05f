/**
 * A progress bar with rate and time left, on a terminal only.
 *
 * @module
 */
import type { CommandContext, Progress } from "../work/command.ts";
import { bytesText } from "../work/report.ts";
import { escapeControls } from "./escape.ts";

/** Part of npm:cli-progress that is used. */
interface BarModule {
  SingleBar: new (options: Record<string, unknown>) => {
    start(total: number, done: number): void;
    setTotal(total: number): void;
    update(done: number): void;
    stop(): void;
  };
}

/** State that the library draws from. */
export interface BarState {
  /** From 0 to 1. */
  readonly progress: number;
  /** Seconds left. */
  readonly eta: number;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly total: number;
  readonly value: number;
}

const BAR_COLUMNS = 24;
const SILENT: Progress = { update: () => {}, end: () => {} };

/**
 * Makes the `progress` of a command's context. The library is loaded only where it draws.
 *
 * @param isTerminal Whether standard error is a terminal.
 *
 * @example
 * ```ts
 * const progress = await progressOn(false);
 * progress("Scanning", "files").end();
 * ```
 */
export async function progressOn(isTerminal: boolean): Promise<CommandContext["progress"]> {
  if (!isTerminal) return () => SILENT;
  const { default: process } = await import("node:process");
  const module = await import("cli-progress") as unknown as { default: BarModule };
  return (title, unit) => {
    const bar = new module.default.SingleBar({
      stream: process.stderr,
      format: (_options: unknown, state: BarState) => barText(title, unit, state, Date.now()),
      clearOnComplete: true,
      hideCursor: null,
      gracefulExit: false,
      etaBuffer: 30,
    });
    bar.start(0, 0);
    return {
      update(done, total): void {
        if (total !== undefined) bar.setTotal(total);
        bar.update(done);
      },
      end: () => bar.stop(),
    };
  };
}

/**
 * One line: title, bar and percentage when the total is known, counts, rate, time left.
 *
 * @param now Milliseconds since 1970.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const state = { progress: 0, eta: 0, startTime: 0, total: 0, value: 30 };
 * assert.equal(barText("Scanning", "files", state, 10_000), "Scanning  30 files  3/s");
 * ```
 */
export function barText(title: string, unit: string, state: BarState, now: number): string {
  const { progress, eta, startTime, total, value } = state;
  const rate = Math.round(value / Math.max(1, now - startTime) * 1000);
  const isBytes = unit === "bytes";
  const amount = (count: number): string => isBytes ? bytesText(count) : String(count);
  const known = total > 0;
  const share = Math.min(1, Math.max(0, progress));
  const full = Math.round(share * BAR_COLUMNS);
  return [
    escapeControls(title),
    ...(known
      ? [`[${"#".repeat(full)}${"-".repeat(BAR_COLUMNS - full)}] ${Math.floor(share * 100)}%`]
      : []),
    `${amount(value)}${known ? `/${amount(total)}` : ""}${isBytes ? "" : ` ${unit}`}`,
    `${amount(rate)}/s`,
    ...(known && Number.isFinite(eta) ? [`ETA ${duration(eta)}`] : []),
  ].join("  ");
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const digits = (n: number): string => String(n).padStart(2, "0");
  const minutes = `${Math.floor(whole / 60) % 60}`;
  return whole < 3600
    ? `${minutes}:${digits(whole % 60)}`
    : `${Math.floor(whole / 3600)}:${minutes.padStart(2, "0")}:${digits(whole % 60)}`;
}
