/**
 * Model pages: who made a model, and what its licence allows. Answers about versions have none of that.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import type { Answer } from "./client.ts";
import { askAgainAt, OUTCOMES, sqlTime } from "./outcome.ts";
import { type Enrichment, finding } from "./run.ts";
import { isModel, isObject, type ModelPayload, storedPayload } from "./shape.ts";
import type { Finding } from "./store.ts";
import { stepsOf } from "../sql/steps.ts";
import script from "./model_pages.sql" with { type: "text" };

const { open: OPEN, ...PAGE } = stepsOf(script, ["open", "read", "write", "remove"]);

/** Models of one request. */
export const MAX_MODELS = 100;

const API = "/api/v1/models";

/** Subject of a question. */
export interface ModelOptions {
  /** Whether to ask again, without waiting, what failed or was not found. */
  readonly retry: boolean;
  /** Whether to ask again what is there. */
  readonly refresh: boolean;
}

/** Number of models asked for, by result. */
export interface PageCounts {
  found: number;
  not_found: number;
  failed: number;
}

/** The numbers of models that matched versions belong to and that are still to be asked for. */
export function openModels(db: DatabaseSync, { retry, refresh }: ModelOptions): number[] {
  const rows = db.prepare(OPEN)
    .all({ retry: Number(retry), refresh: Number(refresh), now: sqlTime(Date.now()) });
  return rows.map(({ id }) => Number(id));
}

/** Asks for model pages, in batches and then one by one. */
export class ModelPages {
  readonly counts: PageCounts = { found: 0, not_found: 0, failed: 0 };
  private readonly statements: Record<keyof typeof PAGE, StatementSync>;

  constructor(private readonly db: DatabaseSync, private readonly run: Enrichment) {
    this.statements = prepareSql(db);
  }

  /** Asks for all of them. A batch leaves out what its filters hide, so what is missing is asked for singly. */
  async ask(ids: readonly number[]): Promise<void> {
    const missing: number[] = [];
    for (let at = 0; at < ids.length && this.run.goesOn(); at += MAX_MODELS) {
      const asked = ids.slice(at, at + MAX_MODELS);
      const query = `ids=${asked.join(",")}&limit=${MAX_MODELS}&nsfw=true`;
      const answer = await this.run.ask(`${API}?${query}`);
      const items = itemsOf(answer);
      if (items === null) {
        this.store(asked.map((id) => [id, fault(answer, "the answer is no list of models")]));
        continue;
      }
      const models = new Map(items.filter(isModel).map((model) => [model.id, model]));
      this.store(asked.flatMap((id) => {
        const model = models.get(id);
        if (model === undefined) missing.push(id);
        return model === undefined ? [] : [[id, found(answer, model)] as const];
      }));
    }
    for (const id of missing) if (this.run.goesOn()) await this.one(id);
  }

  private async one(id: number): Promise<void> {
    const answer = await this.run.ask(`${API}/${id}`);
    if ("notFound" in answer) this.store([[id, finding(answer, "not_found", "not_found")]]);
    else if ("json" in answer && isModel(answer.json) && answer.json.id === id) {
      this.store([[id, found(answer, answer.json)]]);
    } else this.store([[id, fault(answer, "the answer is not that model")]]);
  }

  private store(results: readonly (readonly [number, Finding])[]): void {
    transaction(this.db, () => {
      for (const [id, result] of results) {
        storeModel(this.statements, id, result);
        if (result.outcome === "matched") this.counts.found++;
        else if (result.outcome === "not_found") this.counts.not_found++;
        else this.counts.failed++;
      }
    });
  }
}

function itemsOf(answer: Answer): readonly unknown[] | null {
  if (!("json" in answer) || !isObject(answer.json)) return null;
  const items = answer.json["items"];
  return Array.isArray(items) ? items : null;
}

function found(answer: Answer, model: ModelPayload): Finding {
  return { ...finding(answer, "matched", "matched"), payload: storedPayload(model) };
}

function fault(answer: Answer, state: string): Finding {
  return "fault" in answer
    ? finding(answer, answer.fault, `${answer.fault}: ${answer.reason}`)
    : finding(answer, "error_parse", `error_parse: ${state}`);
}

/** Prepares what {@link storeModel} needs. */
export function prepareSql(db: DatabaseSync): Record<keyof typeof PAGE, StatementSync> {
  return {
    read: db.prepare(PAGE.read),
    write: db.prepare(PAGE.write),
    remove: db.prepare(PAGE.remove),
  };
}

/** Writes one model page; what was found stays, whatever comes later. */
export function storeModel(
  statements: Record<keyof typeof PAGE, StatementSync>,
  id: number,
  { outcome, detail, http, url, payload, at }: Finding,
): void {
  const before = statements.read.get(id);
  if (before?.["has_payload"] === 1 && payload === undefined) {
    if (outcome === "not_found") statements.remove.run({ id, at: sqlTime(at) });
    return;
  }
  const isSame = before?.["lookup_status"] === OUTCOMES[outcome];
  const attempts = isSame ? Number(before?.["attempts"]) + 1 : 1;
  const isFinal = outcome === "matched" || outcome === "skipped";
  statements.write.run({
    id,
    status: OUTCOMES[outcome],
    detail,
    http,
    attempts,
    url,
    at: sqlTime(at),
    nextRetryAt: isFinal ? null : sqlTime(askAgainAt(outcome, attempts, at)),
    payload: payload ?? null,
  });
}
