/**
 * Answers in a file: written whole or not at all, and read in.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Queue } from "./queue.ts";
import type { Store } from "./store.ts";
import { exportLines, type ImportCounts, importLines, TransferError } from "./transfer.ts";

/**
 * Writes all answers to a file, which is there only when it is whole.
 *
 * @param database The database's own file.
 * @returns How many answers there are.
 * @throws {TransferError} If it cannot be written.
 * @throws What SQLite throws, if the answers cannot be read.
 */
export function exportTo(db: DatabaseSync, database: string, file: string): number {
  if (isSameFile(file, database)) {
    throw new TransferError(`Cannot export to "${file}": it is the database; choose another name`);
  }
  const part = `${file}.part`;
  let isWhole = false;
  try {
    const count = writeLines(part, exportLines(db));
    Deno.renameSync(part, file);
    isWhole = true;
    return count - 1; // the first line names the format
  } catch (error) {
    throw inFile("export to", file, error);
  } finally {
    if (!isWhole) removeIfThere(part);
  }
}

/** @returns How many lines were written. */
function writeLines(file: string, lines: Iterable<string>): number {
  using output = Deno.openSync(file, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let count = 0;
  for (const line of lines) {
    const bytes = encoder.encode(`${line}\n`);
    for (let at = 0; at < bytes.length;) at += output.writeSync(bytes.subarray(at));
    count++;
  }
  output.syncDataSync();
  return count;
}

/** Must not hide the error that led here. */
function removeIfThere(file: string): void {
  try {
    Deno.removeSync(file);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
  }
}

function isSameFile(file: string, other: string): boolean {
  try {
    return Deno.realPathSync(file) === Deno.realPathSync(other);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return false;
  }
}

/**
 * Takes the answers in a file.
 *
 * @throws {TransferError} If it cannot be read, or is none of ours.
 */
export async function importFrom(
  db: DatabaseSync,
  queue: Queue,
  store: Store,
  file: string,
): Promise<ImportCounts> {
  store.review(queue.subjects, queue.skipped.map(({ hash }) => hash));
  try {
    return await importLines(db, store, queue.subjects, linesOf(file), file);
  } catch (error) {
    throw inFile("import", file, error);
  }
}

const MAX_LINE = 16 * 1024 * 1024;

async function* linesOf(file: string): AsyncGenerator<string> {
  using input = await Deno.open(file);
  let rest = "";
  for await (const text of input.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      throw new TransferError(`Cannot import "${file}": a line is too long`);
    }
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function inFile(action: string, file: string, error: unknown): unknown {
  if (!isOfSystem(error)) return error;
  return new TransferError(`Cannot ${action} "${file}": ${error.message}; check the name`, {
    cause: error,
  });
}

function isOfSystem(error: unknown): error is Error {
  return Object.values(Deno.errors).some((kind) => error instanceof kind);
}
