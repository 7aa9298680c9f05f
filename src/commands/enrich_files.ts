/**
 * `enrich --export` and `--import`: answers in a file.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Queue } from "../enrich/queue.ts";
import type { Store } from "../enrich/store.ts";
import { exportLines, importLines, TransferError } from "../enrich/transfer.ts";
import type { Report } from "../work/command.ts";
import { plural } from "../work/report.ts";

/**
 * Writes all answers to a file, which is there only when it is whole.
 *
 * @param database The database's own file.
 * @throws {TransferError} If it cannot be written.
 */
export function exportTo(db: DatabaseSync, database: string, file: string): Report {
  if (isSameFile(file, database)) {
    throw new TransferError(`Cannot export to "${file}": it is the database; choose another name`);
  }
  const part = `${file}.part`;
  let count = -1;
  try {
    using output = Deno.openSync(part, { write: true, create: true, truncate: true });
    const encoder = new TextEncoder();
    for (const line of exportLines(db)) {
      const bytes = encoder.encode(`${line}\n`);
      for (let at = 0; at < bytes.length;) at += output.writeSync(bytes.subarray(at));
      count++;
    }
    Deno.renameSync(part, file);
  } catch (error) {
    throw inFile("export to", file, error);
  }
  return {
    lines: [`Exported ${plural(count, "answer")} to ${file}.`],
    json: { exported: count },
    errors: 0,
  };
}

function isSameFile(file: string, other: string): boolean {
  try {
    return Deno.realPathSync(file) === Deno.realPathSync(other);
  } catch {
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
): Promise<Report> {
  store.review(queue.subjects, queue.skipped.map(({ hash }) => hash));
  try {
    const lines = linesOf(file);
    const counts = await importLines(db, store, queue.subjects, lines, file);
    const { answers, models, unused, broken } = counts;
    const text = [
      `Imported ${plural(answers, "answer")} and ${plural(models, "model page")}; ` +
      `${unused} not needed here.`,
    ];
    if (broken > 0) text.push(`Passed over: ${plural(broken, "line")} that cannot be used.`);
    return { lines: text, json: counts, errors: broken };
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

function inFile(action: string, file: string, error: unknown): Error {
  const isAboutFile = error instanceof Error &&
    Object.values(Deno.errors).some((kind) => error instanceof kind);
  if (!isAboutFile) return error instanceof Error ? error : new Error(String(error));
  return new TransferError(`Cannot ${action} "${file}": ${error.message}; check the name`, {
    cause: error,
  });
}
