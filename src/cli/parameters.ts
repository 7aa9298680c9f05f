/**
 * Arguments and flags that commands share.
 *
 * @module
 */
import type { FormatName } from "../commands/stream.ts";
import type { OnMissing } from "../db/settings.ts";
import type { CommonFlags, RowFlags } from "./session.ts";

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

/** Flags of `scan`. */
export interface ScanFlags extends CommonFlags {
  readonly allowSidecarMerge?: boolean;
  readonly prune?: boolean;
  readonly chunk?: number;
}

/** Flags of `extract`. */
export interface ExtractFlags extends ScanFlags {
  readonly onMissing?: OnMissing;
}

/** Flags of `migrate`. */
export interface MigrateFlags extends CommonFlags {
  readonly dir?: string;
  readonly list?: boolean;
}

/** Flags of `query`. */
export interface QueryFlags extends RowFlags {
  readonly write?: boolean;
}

/** Flags of `stream`. */
export interface StreamFlags {
  readonly function: string;
  readonly format?: FormatName;
  readonly keep?: number;
  readonly chunkHeader?: boolean;
  readonly plugin?: readonly string[];
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
/** Flags of `scan` and `extract`. */
export const scanning = {
  allowSidecarMerge: toggle("Let .json and .txt files beside an image fill what it leaves open"),
  prune: toggle("Remove files that are gone from the database"),
  chunk: {
    kind: "parsed",
    parse: wholeNumber,
    placeholder: "rows",
    optional: true,
    brief: "Rows in one transaction (500)",
  },
} as const;

/** Flags of `stream`, without those that other commands have too. */
export const streaming = {
  function: { kind: "parsed", parse: String, placeholder: "name", brief: "The function to call" },
  format: {
    kind: "enum",
    values: ["tsv", "ndjson"],
    optional: true,
    brief: "How rows are written: tsv (default) or ndjson",
  },
  keep: {
    kind: "parsed",
    parse: wholeNumber,
    placeholder: "columns",
    optional: true,
    brief: "Hand so many columns on, before the result; the others are the arguments",
  },
  chunkHeader: toggle("Expect a line with their number before each chunk of rows"),
} as const;

function wholeNumber(input: string): number {
  if (!/^[1-9]\d{0,8}$/.test(input)) throw new RangeError("it must be a whole number from 1");
  return Number(input);
}

/** The long help of a command: a description and command lines to copy. */
export function withExamples(description: string, ...examples: string[]): string {
  return `${description}\n\nEXAMPLES\n${examples.map((line) => `  ${line}`).join("\n")}`;
}
