/**
 * Words for reports.
 *
 * @module
 */
import type { Report } from "./command.ts";

/**
 * A count with its noun.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(plural(1, "file"), "1 file");
 * assert.equal(plural(0, "file"), "0 files");
 * ```
 */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** Counts by name as `2 this, 1 that`; names lose their underscores. */
export function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`)
    .join(", ");
}

const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/**
 * A number of bytes with three digits, in powers of a thousand as file managers count.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(bytesText(3_210_000_000), "3.21 GB");
 * assert.equal(bytesText(0), "0 bytes");
 * ```
 */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(value)));
  return `${value.toFixed(digits)} ${UNITS[power]}`;
}

/** Several reports as one; the JSON has one member for each. */
export function joinReports(reports: Readonly<Record<string, Report>>): Report {
  const all = Object.values(reports);
  return {
    lines: all.flatMap((report) => report.lines),
    json: Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, report.json])),
    errors: all.reduce((sum, report) => sum + report.errors, 0),
    interrupted: all.some((report) => report.interrupted === true),
  };
}
