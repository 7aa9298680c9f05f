/**
 * Arguments and flags that commands share.
 *
 * @module
 */
import { UsageError } from "./errors.ts";
import type { CommonFlags } from "./session.ts";
import type { Prune } from "../commands/scan.ts";

interface Toggle {
  readonly kind: "boolean";
  readonly brief: string;
  readonly optional: true;
  readonly withNegated: false;
}

interface Argument {
  readonly parse: (input: string) => string;
  readonly placeholder: string;
  readonly brief: string;
}

const PRUNE = ["gone", "all"] as const;
type PruneWord = (typeof PRUNE)[number];

/** Flags that stand for one of their values when they are given without one. */
const SHORT: ReadonlyMap<string, string> = new Map([["--prune", "--prune=gone"]]);

/** Gives flags whose value may be left out that value. What comes behind `--` is no flag. */
export function withValues(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((arg, at) => end < 0 || at < end ? SHORT.get(arg) ?? arg : arg);
}

/** Flags of `scan`, and of `extract`, which scans first. */
export interface ScanFlags extends CommonFlags {
  readonly allowSidecarMerge?: boolean;
  readonly prune?: PruneWord;
  readonly rescan?: boolean;
  readonly chunk?: number;
}

/** A flag without a value. */
export const toggle = (brief: string): Toggle => ({
  kind: "boolean",
  brief,
  optional: true,
  withNegated: false,
});
/** A positional argument. */
export const argument = (placeholder: string, brief: string): Argument => ({
  parse: String,
  placeholder,
  brief,
});

/** The first argument of most commands. */
export const database = argument("db", "The database's file");
/** `--json` */
export const json = toggle("Print one JSON document instead of text");
/** `--plugin` */
export const plugin = {
  kind: "parsed",
  parse: String,
  placeholder: "file",
  variadic: true,
  optional: true,
  brief: "Install the functions of your own plugin too (can be repeated)",
} as const;
/** `--chunk` */
export const chunk = {
  kind: "parsed",
  parse: wholeNumber,
  placeholder: "rows",
  optional: true,
  brief: "Rows in one transaction (500)",
} as const;
/** Flags of `scan` and `extract`. */
export const scanning = {
  allowSidecarMerge: toggle("Let .json and .txt files beside an image fill what it leaves open"),
  prune: {
    kind: "enum",
    values: PRUNE,
    optional: true,
    brief: "Remove files that are gone from the database (=all: even if none is left in a folder)",
  },
  rescan: toggle("Read every file again, also those that did not change"),
  chunk,
} as const;

/**
 * Without a path nothing is scanned, and these flags would do nothing.
 *
 * @throws {UsageError} If one of them is given.
 */
export function refuseFlagsOfScanning(
  { watch, prune, rescan, allowSidecarMerge }: ScanFlags & { readonly watch: boolean },
): void {
  const flag = watch
    ? "--watch"
    : prune
    ? "--prune"
    : rescan
    ? "--rescan"
    : allowSidecarMerge
    ? "--allow-sidecar-merge"
    : null;
  if (flag !== null) throw new UsageError(`${flag} needs a path to scan: extract db path… ${flag}`);
}

/** The option that the word of `--prune` stands for. */
export function pruneOf({ prune }: ScanFlags): Prune {
  return prune === "all" ? "all" : prune !== undefined;
}

/** A whole number from 1 as people write it. @throws {RangeError} If it is none. */
export function wholeNumber(input: string): number {
  if (!/^[1-9]\d{0,8}$/.test(input)) throw new RangeError("it must be a whole number from 1");
  return Number(input);
}

/** The long help of a command: a description and command lines to copy. */
export function withExamples(description: string, ...examples: string[]): string {
  return `${description}\n\nEXAMPLES\n${examples.map((line) => `  ${line}`).join("\n")}`;
}
