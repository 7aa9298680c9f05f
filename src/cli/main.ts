/**
 * Command line to exit status.
 *
 * @module
 */
import { ArgumentScannerError, buildApplication, ExitCode, run, text_en } from "@stricli/core";
import { VERSION } from "../version.ts";
import { errorText, EXIT, UsageError, usageText } from "./errors.ts";
import { escapeControls } from "./escape.ts";
import type { Output } from "./output.ts";
import { withValues } from "./parameters.ts";
import { routes } from "./routes.ts";
import { Session } from "./session.ts";

/** Whoever read our output went away, such as `head`. */
const isClosedPipe = (error: unknown): boolean => error instanceof Deno.errors.BrokenPipe;

const explain = (error: unknown): string => isClosedPipe(error) ? "" : errorText(error);

const application = buildApplication<Session>(routes, {
  name: "sqlite-sd",
  versionInfo: { currentVersion: VERSION },
  scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
  documentation: { disableAnsiColor: true },
  localization: {
    text: {
      ...text_en,
      exceptionWhileParsingArguments: (error) =>
        error instanceof ArgumentScannerError ? usageLine(usageText(error)) : explain(error),
      exceptionWhileRunningCommand: explain,
      exceptionWhileLoadingCommandFunction: explain,
      noCommandRegisteredForInput: ({ input, corrections: [correction] }) =>
        usageLine(
          `unknown command "${input}"${correction ? `; did you mean ${correction}?` : ""}`,
        ),
    },
  },
  determineExitCode: (error) =>
    isClosedPipe(error) ? EXIT.done : error instanceof UsageError ? EXIT.usage : EXIT.couldNotRun,
});

function usageLine(text: string): string {
  return `${escapeControls(text)} (see --help)`;
}

/** A run of the program that is over. */
export interface Ended {
  /** 0 done, 1 done with errors recorded, 2 wrong usage, 3 could not run, 130 interrupted. */
  readonly status: number;
  /** The files of the plugins that were loaded: what these have left open goes on. */
  readonly plugins: readonly string[];
}

/**
 * Runs the program.
 *
 * @param args What the user typed behind the program's name.
 * @param output Standard output.
 * @param notes Standard error.
 * @returns The exit status, and the plugins that were loaded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outputTo } from "./output.ts";
 * const { status } = await main(["functions"], outputTo(Deno.stdout), outputTo(Deno.stderr));
 * assert.equal(status, 0);
 * ```
 */
export async function main(
  args: readonly string[],
  output: Output,
  notes: Output,
): Promise<Ended> {
  const session = new Session(output, notes);
  if (args.length === 0) {
    session.process.stderr.write(`${usageLine("no command is given")}\n`);
    session.process.exitCode = EXIT.usage;
  } else {
    await run(application, withValues(args), session);
  }
  flushQuietly(output);
  flushQuietly(notes);
  const code = Number(session.process.exitCode);
  const status = code === EXIT.done ? session.status : EXITS_OF_LIBRARY.get(code) ?? code;
  return { status, plugins: session.plugins };
}

const EXITS_OF_LIBRARY: ReadonlyMap<number, number> = new Map([
  [ExitCode.UnknownCommand, EXIT.usage],
  [ExitCode.InvalidArgument, EXIT.usage],
  [ExitCode.CommandLoadError, EXIT.couldNotRun],
]);

function flushQuietly(output: Output): void {
  try {
    output.flush();
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}
