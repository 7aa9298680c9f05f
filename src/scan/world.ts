/**
 * The world around a scan.
 *
 * @module
 */
import type { ReadAhead } from "./ahead/read_ahead.ts";
import type { HashClient } from "./moves/hash_client.ts";
import type { Pace } from "./pace.ts";
import type { ReadEntry } from "./read/entry.ts";

/** Shows how far one stage of a scan is. */
export interface StageProgress {
  update(done: number, total?: number): void;
  end(): void;
}

/** Services for a scan. Mostly no file is new: code that only new files need is loaded when it is asked for. */
export interface ScanWorld {
  readonly pace: Pace;
  /** Starts to show a stage. */
  progress(title: string, unit: string): StageProgress;
  /** Makes functions of triggers ready, and gives what reads files. Asked once, before a file is read or a row is written. */
  getReady(): Promise<ReadEntry>;
  /** Starts to read ahead; null where that is not possible. Asked once, when many files have to be read. */
  readAhead(): Promise<ReadAhead | null>;
  /** Hashes the files that a client gives, by threads where that pays. */
  hashFiles(client: HashClient): Promise<void>;
}
