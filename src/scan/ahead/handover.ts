/**
 * What the main thread and the one that reads ahead hand over. Few lists are copied much faster than an object for each file.
 *
 * @module
 */
import { factsOf, FileFacts } from "../../files/facts.ts";
import type { Found } from "../found.ts";
import type { ReadEntry } from "../read/entry.ts";
import type { Entry } from "../../files/walk.ts";

/** What a thread is told first. */
export interface Start {
  /** Whether a sidecar fills what the embedded text leaves open. */
  readonly mergeSidecars: boolean;
  /** Holds how often the thread has got ready: once to begin with, then once for each task. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** Files to read, one behind the other: path, kind, sidecars. */
export type Task = readonly (Entry["path"] | Entry["kind"] | Entry["sidecars"])[];
const PER_FILE = 3;

/** What was read of the files of a task; a file that is missing here could not be looked at, or not be read. */
export interface Answer {
  readonly texts: readonly (string | null)[];
  /** What their other values are chosen from. */
  readonly words: readonly (string | null)[];
  /** What is a number, one file behind the other, by `Column`. */
  readonly numbers: Float64Array;
}

/** NaN stands for null; of a word the number is its place. */
const Column = {
  place: 0,
  size: 1,
  time: 2,
  ino: 3,
  bytesRead: 4,
  container: 5,
  source: 6,
  status: 7,
  detail: 8,
  sidecars: 9,
  verdict: 10,
  verdictDetail: 11,
} as const;
const COLUMNS = 12;

/** Texts that are read together take at most about this much; on the main thread the last one comes on top. */
export const MAX_TOGETHER = 4 * 1024 * 1024;

/** Files as a task. */
export function toTask(files: readonly Found[]): Task {
  const task: (Task[number])[] = [];
  for (const { entry } of files) task.push(entry.path, entry.kind, entry.sidecars);
  return task;
}

/** Looks at the files of a task and reads them. What is missing in the answer is met by the main thread again. */
export function answerTask(task: Task, reads: ReadEntry): Answer {
  const words = new Words();
  const numbers: number[] = [];
  const texts: (string | null)[] = [];
  let characters = 0;
  for (let at = 0; at < task.length; at += PER_FILE) {
    const [path, kind, sidecars] = task.slice(at, at + PER_FILE) as [
      Entry["path"],
      Entry["kind"],
      Entry["sidecars"],
    ];
    try {
      const { size, time, ino } = factsOf(path);
      const reading = reads({ path, kind, sidecars }, size);
      if (reading.ioError) continue; // it may be gone when its turn comes
      characters += reading.metadata_json?.length ?? 0;
      // One long text is read twice rather than held in each of the answers that wait.
      if (characters > MAX_TOGETHER) break;
      texts.push(reading.metadata_json);
      numbers.push(
        at / PER_FILE,
        size,
        time,
        ino ?? NaN,
        reading.bytesRead,
        words.placeOf(reading.container),
        words.placeOf(reading.metadata_source),
        words.placeOf(reading.status),
        words.placeOf(reading.status_detail),
        words.placeOf(reading.sidecar_state),
        words.placeOf(reading.header_verdict),
        words.placeOf(reading.verdict_detail),
      );
    } catch {
      continue; // the main thread says why
    }
  }
  return { texts, words: words.all, numbers: Float64Array.from(numbers) };
}

/** Words, each once. */
class Words {
  readonly all: (string | null)[] = [];
  private readonly places = new Map<string | null, number>();

  placeOf(word: string | null): number {
    const known = this.places.get(word);
    if (known !== undefined) return known;
    const place = this.all.push(word) - 1;
    this.places.set(word, place);
    return place;
  }
}

/** Gives the files of a task what was read of them. */
export function takeAnswer({ texts, words, numbers }: Answer, files: readonly Found[]): void {
  texts.forEach((text, n) => {
    const number = (column: number): number => numbers[n * COLUMNS + column] ?? NaN;
    const word = (column: number): string | null => words[number(column)] ?? null;
    const found = files[number(Column.place)];
    if (found === undefined) return;
    const ino = number(Column.ino);
    found.facts = new FileFacts(
      number(Column.size),
      number(Column.time),
      Number.isNaN(ino) ? null : ino,
    );
    found.reading = {
      container: word(Column.container),
      metadata_source: word(Column.source),
      metadata_json: text,
      status: word(Column.status) ?? "",
      status_detail: word(Column.detail),
      sidecar_state: word(Column.sidecars),
      header_verdict: word(Column.verdict),
      verdict_detail: word(Column.verdictDetail),
      ioError: false,
      bytesRead: number(Column.bytesRead),
    };
  });
}
