/**
 * Errors as a person sees them, and the exit status they lead to.
 *
 * @module
 */
import { ArgumentParseError, formatMessageForArgumentScannerError } from "@stricli/core";
import type { ArgumentScannerError } from "@stricli/core";
import { withoutAllowAll } from "../disk/io_error.ts";
import { escapeControls } from "./escape.ts";

/** The exit statuses. */
export const EXIT = {
  done: 0,
  doneWithErrors: 1,
  usage: 2,
  couldNotRun: 3,
  interrupted: 130,
} as const;

/** A command line that asks for something that does not go. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The language's own errors are defects of the program; all others are about the world. */
const DEFECTS: ReadonlySet<string> = new Set([
  "Error",
  "AssertionError",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
]);

/**
 * Words an error that ended a command: one line, or for a defect of the program its stack.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(errorText(new Deno.errors.NotFound('Cannot read "a\nb"')), 'Cannot read "a\\nb"');
 * ```
 */
export function errorText(error: unknown): string {
  if (error instanceof Error && !DEFECTS.has(error.name)) {
    return escapeControls(withoutAllowAll(error.message));
  }
  const details = error instanceof Error ? error.stack ?? error.message : String(error);
  return `this is a defect, please report it:\n${
    details.split("\n").map(escapeControls).join("\n")
  }`;
}

/** Words an error in the command line. */
export function usageText(error: ArgumentScannerError): string {
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: flag, input, exception } = error;
    return `--${flag} "${input}": ${exception instanceof Error ? exception.message : exception}`;
  }
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections: [correction] }) =>
      `unknown flag --${input}${correction ? `; did you mean --${correction}?` : ""}`,
    AliasNotFoundError: ({ input }) => `unknown flag -${input}`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `--${externalFlagName} "${input}": it must be ${values.join(" or ")}`,
    UnsatisfiedFlagError: ({ externalFlagName }) => `--${externalFlagName} needs a value`,
    UnexpectedFlagError: ({ externalFlagName }) => `--${externalFlagName} is given twice`,
    UnexpectedPositionalError: ({ input }) => `unexpected argument "${input}"`,
    UnsatisfiedPositionalError: ({ placeholder }) => `<${placeholder}> is missing`,
  });
}
