/**
 * Messages between the main thread and the one that reads ahead.
 *
 * @module
 */
import type { FileReading } from "../../files/row.ts";
import type { ReadingSettings } from "../options.ts";
import type { Entry } from "../../files/walk.ts";

/** Settings of a thread that reads. */
export interface ThreadSettings extends ReadingSettings {
  /** Files of the plugins that bring generators. */
  readonly plugins: readonly string[];
}

/** First message to a thread. */
export interface Start extends ThreadSettings {
  /** Holds how often the thread has got ready: once to begin with, then once for each task. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** Files to read. */
export type Task = readonly Entry[];

/** A file that was read: its facts, then what is in it. */
export interface AheadFile {
  readonly size: number;
  readonly time: number;
  readonly ino: number | null;
  readonly reading: FileReading;
}

/** Result of a task, or the mistake of ours that ended it. */
export type ThreadAnswer =
  /** Null or nothing for a file that could not be looked at, or is left to the main thread. */
  | { readonly files: readonly (AheadFile | null)[] }
  | { readonly mistake: string };
