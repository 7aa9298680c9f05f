/**
 * Input and output of a command: its context and its report.
 *
 * @module
 */

/** Shows how far a long job is. */
export interface Progress {
  /** Says that `done` of the job's units are done, and how many there are by now. */
  update(done: number, total?: number): void;
  /** Takes the display away. */
  end(): void;
}

/** The world of a command. */
export interface CommandContext {
  /** Starts to show progress; `unit` is a plural such as `files`; `bytes` are shown as MB or GB. */
  progress(title: string, unit: string): Progress;
  /** Whether the user asked to stop (Ctrl-C): finish the chunk, commit, and return. */
  interrupted(): boolean;
}

/** Report of a command. */
export interface Report {
  /** For people: lines of plain text. */
  readonly lines: readonly string[];
  /** For machines: printed as one JSON document under `--json`. */
  readonly json: unknown;
  /** Number of errors recorded on the way; more than 0 makes the exit status 1. */
  readonly errors: number;
  /** Whether it stopped before the end because the user asked. */
  readonly interrupted?: boolean;
}

/** A context that shows nothing and never stops: for programs and tests. */
export const QUIET: CommandContext = {
  progress: () => ({ update: () => {}, end: () => {} }),
  interrupted: () => false,
};
