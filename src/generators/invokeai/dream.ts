/**
 * The command line under the PNG key `Dream`, of lstein's fork and of InvokeAI before version 2.3
 * (https://github.com/invoke-ai/InvokeAI/blob/v2.2.5/ldm/invoke/args.py).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { RecordField } from "../../record/record.ts";
import { splitBrackets } from "./bracketed.ts";

/** Columns by the switches that fill them, each with its long form. */
const COLUMNS: ReadonlyMap<string, RecordField> = new Map<string, RecordField>([
  ["-s", "steps"],
  ["--steps", "steps"],
  ["-S", "seed"],
  ["--seed", "seed"],
  ["-W", "width"],
  ["--width", "width"],
  ["-H", "height"],
  ["--height", "height"],
  ["-C", "cfg_scale"],
  ["--cfg_scale", "cfg_scale"],
  ["-A", "sampler"],
  ["--sampler", "sampler"],
]);

/** The picture that another is made from; a strength without one was not used. */
const INIT = ["-I", "--init_img"] as const;
const STRENGTH = ["-f", "--strength"] as const;

/** More than any command line has: engines give up on patterns that repeat millions of times. */
const MAX_LENGTH = 1 << 20;

/** A prompt in quotes, and the switches after it. */
const COMMAND = /^"([^"\\]*(?:\\[^][^"\\]*)*)"((?:\s[^]*)?)$/;
/** A switch: a letter with its value behind it or not, or a word. */
const SWITCH = /^(?:(--[a-z][\w-]*)(?:=(.*))?|(-A|-[A-Za-z]{1,2}(?=$|[^A-Za-z])|-[A-Z])(.*))$/;
/** A word; one in quotes may hold blanks. */
const WORD = /"([^"\\]*(?:\\[^][^"\\]*)*)"?|[^\s"]+/g;

/** Columns that a line has at least, where nothing else tells it. */
const MIN_COLUMNS = 3;

/** A command line. */
interface Command {
  readonly prompt: string;
  /** Switches as they are written, with their values, parted by blanks. */
  readonly switches: ReadonlyMap<string, string>;
}

/** Whether a text is such a command line whatever its key: a prompt in quotes and several known switches. */
export function isDream(text: string): boolean {
  if (!text.startsWith('"')) return false;
  const command = commandOf(text);
  if (command === null) return false;
  let known = 0;
  for (const name of command.switches.keys()) if (COLUMNS.has(name)) known++;
  return known >= MIN_COLUMNS;
}

/**
 * Reads a command line; null for a text that does not begin with a prompt in quotes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const findings = readDream('"a weir [fog]" -s 50 -S 7 -W512 -H512 -C 7.5 -A k_lms');
 * assert.deepEqual([findings?.negative, findings?.fields?.width], ["fog", "512"]);
 * ```
 */
export function readDream(text: string): Findings | null {
  const command = commandOf(text);
  if (command === null) return null;
  const { switches } = command;
  const fields: Partial<Record<RecordField, string>> = {};
  for (const [name, value] of switches) {
    const column = COLUMNS.get(name);
    if (column !== undefined) fields[column] = value;
  }
  const strength = STRENGTH.map((name) => switches.get(name)).find((value) => value !== undefined);
  if (strength !== undefined && INIT.some((name) => switches.has(name))) {
    fields.denoising_strength = strength;
  }
  return { ...splitBrackets(command.prompt), params: switches, fields };
}

function commandOf(text: string): Command | null {
  if (text.length > MAX_LENGTH) return null;
  const [, quoted, rest] = COMMAND.exec(text) ?? [];
  if (quoted === undefined || rest === undefined) return null;
  const switches = new Map<string, string>();
  let open: string | null = null;
  for (const [word, inQuotes] of rest.matchAll(WORD)) {
    const [, long, value, short, glued = ""] =
      (inQuotes === undefined ? SWITCH.exec(word) : null) ?? [];
    const name: string | undefined = long ?? short;
    if (name !== undefined) {
      open = name;
      switches.set(name, value ?? glued);
    } else if (open !== null) {
      const before: string = switches.get(open) ?? "";
      const more = inQuotes === undefined ? word : unquoted(inQuotes);
      switches.set(open, before === "" ? more : `${before} ${more}`);
    }
  }
  return { prompt: unquoted(quoted), switches };
}

/** A text without the backslashes that quote it; those of brackets are the prompt's own. */
function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, "$1").trim();
}
