/**
 * Answers as lines of JSON, to carry them to a machine without network.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import type { SqlValue } from "../host/plugin.ts";
import { walk } from "../host/walk.ts";
import { stepsOf } from "../sql/steps.ts";
import { matched } from "./match.ts";
import { prepareSql, storeModel } from "./models.ts";
import type { Subject } from "./queue.ts";
import { type AnswerObject, isModel, isObject, isVersion, storedPayload } from "./shape.ts";
import { type Finding, type Settled, type Store } from "./store.ts";
import script from "./transfer.sql" with { type: "text" };

const FORMAT = "sqlite-sd look-ups";
const TRANSFER_VERSION = 1;

const EXPORT = stepsOf(script, ["hashes", "models"]);

/** A file that cannot be imported; the message is one line. */
export class TransferError extends Error {
  override readonly name = "TransferError";
}

/** Every answer of a database, a line each, behind a line that names the format. */
export function* exportLines(db: DatabaseSync): Generator<string> {
  yield JSON.stringify({ format: FORMAT, version: TRANSFER_VERSION });
  for (const row of walk(db, EXPORT.hashes)) yield line("hash", row);
  for (const row of walk(db, EXPORT.models)) yield line("model_id", row);
}

function line(name: string, row: readonly SqlValue[]): string {
  const [key, status, source_url, http_status, enriched_at, payload] = row.map((value) =>
    typeof value === "bigint" ? Number(value) : value
  );
  return JSON.stringify({
    [name]: key,
    status,
    source_url,
    http_status,
    enriched_at,
    payload: typeof payload === "string" ? JSON.parse(payload) : null,
  });
}

/** Counts of an import. */
export interface ImportCounts {
  /** Answers that this database had asked for, and has now. */
  answers: number;
  models: number;
  /** Lines that nothing here asks for, or that it has an answer for. */
  unused: number;
  /** Lines that cannot be used. */
  broken: number;
}

/** Answers of a transaction. */
const CHUNK = 200;

/**
 * Takes answers in as if the registry had given them now, with the same checks.
 *
 * @param name Names the file in errors.
 * @throws {TransferError} If the first line is not that of an export.
 */
export async function importLines(
  db: DatabaseSync,
  store: Store,
  subjects: readonly Subject[],
  lines: AsyncIterable<string>,
  name: string,
): Promise<ImportCounts> {
  const counts: ImportCounts = { answers: 0, models: 0, unused: 0, broken: 0 };
  const importer = new Importer(db, store, subjects, counts);
  let isFirst = true;
  for await (const text of lines) {
    const value = parse(text);
    if (isFirst && !isHead(value)) {
      throw new TransferError(
        `Cannot import "${name}": it is no export of this program; make one with --export`,
      );
    }
    if (!isFirst && text.trim() !== "") importer.take(value);
    isFirst = false;
  }
  if (isFirst) throw new TransferError(`Cannot import "${name}": it is empty`);
  importer.flush();
  return counts;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): boolean {
  return isObject(value) && value["format"] === FORMAT && value["version"] === TRANSFER_VERSION;
}

class Importer {
  private readonly byHash = new Map<string, Settled["subjects"][number][]>();
  private waiting: Settled[] = [];
  private models: [number, Finding][] = [];

  constructor(
    private readonly db: DatabaseSync,
    private readonly store: Store,
    subjects: readonly Subject[],
    private readonly counts: ImportCounts,
  ) {
    for (const subject of subjects) {
      for (const { hash } of subject.stages) {
        this.byHash.set(hash, [...this.byHash.get(hash) ?? [], subject]);
      }
    }
  }

  take(value: unknown): void {
    if (!isObject(value)) this.counts.broken++;
    else if (typeof value["hash"] === "string") this.answer(value["hash"], value);
    else this.model(value);
    if (this.waiting.length + this.models.length >= CHUNK) this.flush();
  }

  private answer(hash: string, value: AnswerObject): void {
    const subjects = this.byHash.get(hash) ?? [];
    const [subject] = subjects;
    const stage = subject?.stages.find((stage) => stage.hash === hash);
    const known = this.store.known.get(hash);
    const isMatch = value["status"] === "matched";
    const isAnswered = known?.hasPayload || known?.status === "not_found" && !isMatch;
    if (subject === undefined || stage === undefined || isAnswered) {
      this.counts.unused++;
      return;
    }
    const { status, payload } = value;
    const found = status === "not_found"
      ? { outcome: status, detail: status } as const
      : isMatch && isVersion(payload)
      ? matched(stage, subjects, payload)
      : null;
    const base = baseOf(value);
    if (found === null || base === null) this.counts.broken++;
    else {
      this.counts.answers++;
      this.waiting.push({ stage, subjects, finding: { ...base, ...found } });
    }
  }

  private model(value: AnswerObject): void {
    const { payload } = value;
    const base = baseOf(value);
    if (base === null || !isModel(payload) || payload.id !== value["model_id"]) {
      this.counts.broken++;
      return;
    }
    this.counts.models++;
    const finding: Finding = {
      ...base,
      outcome: "matched",
      detail: "matched",
      payload: storedPayload(payload),
    };
    this.models.push([payload.id, finding]);
  }

  flush(): void {
    const { waiting, models } = this;
    this.waiting = [];
    this.models = [];
    if (waiting.length > 0) this.store.settle(waiting);
    if (models.length === 0) return;
    const statements = prepareSql(this.db);
    transaction(this.db, () => {
      for (const [id, finding] of models) storeModel(statements, id, finding);
    });
  }
}

/** Reads where and when an answer came from; null when the line does not say it well. */
function baseOf(value: AnswerObject): Pick<Finding, "url" | "http" | "at"> | null {
  const { source_url: url, http_status: http, enriched_at: time } = value;
  const at = typeof time === "string" ? Date.parse(`${time.replace(" ", "T")}Z`) : NaN;
  if (typeof url !== "string" || !/^https?:\/\/[^@\s]+$/.test(url) || !Number.isFinite(at)) {
    return null;
  }
  return { url, http: typeof http === "number" ? http : null, at: Math.min(at, Date.now()) };
}
