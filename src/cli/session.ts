/**
 * One run of the program: where its commands print, and its exit status.
 *
 * @module
 */
import { type CommandContext, QUIET, type Report } from "../work/command.ts";
import type { RowSink } from "../host/rows.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { WatchContext } from "../work/keep_up.ts";
import { EXIT, UsageError } from "./errors.ts";
import { escapeControls } from "./escape.ts";
import type { Output } from "./output.ts";

/** Flags of every command. */
export interface CommonFlags {
  /** Print one JSON document. */
  readonly json?: boolean;
  /** Files of the user's own plugins. */
  readonly plugin?: readonly string[];
}

/** Flags of a command that prints rows. */
export interface RowFlags extends CommonFlags {
  /** Print rows as CSV. */
  readonly csv?: boolean;
}

/** A command with its options, ready to run. */
export type Run = (
  plugins: readonly SqlPlugin[],
  context: CommandContext,
) => Report | Promise<Report>;

/** The commands' `this`. */
export class Session {
  /** The exit status that the last report stands for. */
  status: number = EXIT.done;
  /** The files of the plugins that were loaded. */
  plugins: readonly string[] = [];
  /** Standard output: results. */
  readonly output: Output;
  /** Standard error: progress and remarks. */
  readonly notes: Output;
  /** Output of the command-line library. */
  readonly process: {
    readonly stdout: Pick<Output, "write">;
    readonly stderr: Pick<Output, "write">;
    exitCode?: number | string | null;
  };

  constructor(output: Output, notes: Output) {
    this.output = output;
    this.notes = notes;
    this.process = { stdout: output, stderr: firstLineTo(notes) };
  }

  /** Runs a short command and prints its report. Ctrl-C ends it at once, which a database survives. */
  async run(flags: CommonFlags, run: Run): Promise<void> {
    await this.#print(flags, await run(await this.#load(flags), QUIET));
  }

  /** Runs a long command with a progress bar. Ctrl-C ends it after its chunk. */
  async runLong(flags: CommonFlags, run: Run): Promise<void> {
    const { listenForInterrupt } = await import("./interrupt.ts");
    const { progressOn } = await import("./progress.ts");
    const plugins = await this.#load(flags);
    const progress = await progressOn(this.notes.isTerminal);
    using interrupt = listenForInterrupt(this.notes);
    await this.#print(flags, await run(plugins, { progress, interrupted: interrupt.requested }));
  }

  /** Runs a command that reports more than once, until Ctrl-C. */
  async runWatching(
    flags: CommonFlags,
    run: (plugins: readonly SqlPlugin[], context: WatchContext) => Promise<Report>,
  ): Promise<void> {
    await this.runLong(
      flags,
      (plugins, context) =>
        run(plugins, {
          ...context,
          report: async (report) => {
            await this.#print(flags, report);
            this.output.flush();
          },
        }),
    );
  }

  /** Makes the sink that the flags ask for. */
  async sink({ json, csv }: RowFlags): Promise<RowSink> {
    if (json && csv) throw new UsageError("--json and --csv exclude each other");
    if (json) return (await import("./json.ts")).jsonSink(this.output);
    if (csv) return (await import("./csv.ts")).csvSink(this.output);
    return (await import("./table.ts")).tableSink(this.output, this.notes);
  }

  async #load({ plugin = [] }: CommonFlags): Promise<readonly SqlPlugin[]> {
    if (plugin.length === 0) return [];
    this.plugins = plugin;
    const { loadPlugins } = await import("../plugins/load.ts");
    const { checkPlugins } = await import("../work/plugins.ts");
    const plugins = await loadPlugins(plugin);
    checkPlugins(plugins);
    return plugins;
  }

  async #print({ json }: CommonFlags, report: Report): Promise<void> {
    if (report.interrupted) this.status = EXIT.interrupted;
    else if (report.errors > 0) this.status = EXIT.doneWithErrors;
    if (!json) {
      for (const line of report.lines) this.output.write(`${escapeControls(line)}\n`);
    } else if (report.json !== undefined) {
      const { toJson } = await import("./json.ts");
      this.output.write(`${toJson(report.json)}\n`);
    }
  }
}

/** One error is enough: the library tells of each missing argument apart. */
function firstLineTo(notes: Output): Pick<Output, "write"> {
  let said = false;
  return {
    write(text): void {
      if (!said && text.trim() !== "") notes.write(`sqlite-sd: ${text}`);
      said = true;
    },
  };
}
