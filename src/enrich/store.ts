/**
 * The rows of `model_enrichment`: one for each file and hash that was asked for.
 *
 * What was matched stays matched: a later failure is not written over it.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import { askAgainAt, type Outcome, OUTCOMES, sqlTime } from "./outcome.ts";
import type { Stage, Subject } from "./queue.ts";
import { SQL } from "./statements.ts";
import { UNKNOWN } from "./verify.ts";

/** What is stored about a hash. */
export interface Known {
  /** Coarse, as the column has it. */
  readonly status: string;
  /** Finer. */
  readonly detail: string;
  /** Whether the answer is there. */
  readonly hasPayload: boolean;
  /** How often it was asked for with this outcome. */
  readonly attempts: number;
  /** Not to be asked before, as `sqlTime` writes it. */
  readonly nextRetryAt: string | null;
}

/** What came of asking for a hash. */
export interface Finding {
  readonly outcome: Outcome;
  /** A match level, or an outcome and the reason. */
  readonly detail: string;
  readonly http: number | null;
  readonly url: string;
  readonly versionId?: number;
  /** The answer; without it, a match is still to be fetched. */
  readonly payload?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Not to be asked before, if the server said so. */
  readonly notBefore?: number;
}

/** A finding and the files it is for. */
export interface Settled {
  readonly stage: Stage;
  readonly subjects: readonly Subject[];
  readonly finding: Finding;
}

/** The word in `detail` of a match whose answer is still to be fetched. */
export const TO_FETCH = "pending";

/** Whether nothing more needs to be asked about a hash. */
export function isAnswered(known: Known | undefined): boolean {
  return known !== undefined &&
    (known.status === "matched" ? known.hasPayload : known.status === "not_found");
}

/** Reads and writes look-ups. */
export class Store {
  /** What is stored, by hash. */
  readonly known: Map<string, Known>;
  private readonly statements: Record<keyof typeof SQL, StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    this.known = readKnown(db);
    this.statements = Object.fromEntries(
      Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof SQL, StatementSync>;
  }

  /** Writes findings in one transaction, and what follows from them for images. */
  settle(all: readonly Settled[]): void {
    transaction(this.db, () => {
      for (const settled of all) this.write(settled);
      for (const settled of all) this.close(settled);
    });
  }

  /** Gives files the answer that another file with the same hash got. */
  share(subjects: readonly Subject[]): void {
    transaction(this.db, () => {
      for (const { fileId, isModelFile, stages } of subjects) {
        if (!isModelFile) continue;
        for (const { hash, hashType, displayHash } of stages) {
          if (this.known.has(hash)) {
            this.statements.share.run({ fileId, hash, hashType, displayHash });
          }
        }
      }
    });
  }

  /** Records the hashes that are left out on purpose. */
  skip(hashes: readonly { readonly hash: string; readonly fileId: number }[]): void {
    const at = Date.now();
    const finding: Finding = {
      outcome: "skipped",
      detail: "skipped: many files share eight digits",
      http: null,
      url: "",
      at,
    };
    const settled = hashes.filter(({ hash }) => !this.known.has(hash)).map(({ hash, fileId }) => {
      const stage: Stage = { hash, route: "hash", hashType: "provided", displayHash: hash };
      return {
        stage,
        subjects: [{ fileId, isModelFile: false, stages: [stage], identity: UNKNOWN }],
        finding,
      };
    });
    if (settled.length > 0) this.settle(settled);
  }

  /** Marks every hash of an image as open or not, and the images with it. Costs nothing to write where all is right. */
  review(subjects: readonly Subject[], skipped: readonly string[]): void {
    const asked = subjects.filter(({ isModelFile }) => isModelFile).map(({ fileId }) => fileId);
    transaction(this.db, () => {
      this.statements.closeOthers.run({ asked: JSON.stringify(asked) });
      for (const hash of skipped) this.statements.closeHash.run({ hash });
      for (const subject of subjects) this.closeSubject(subject);
      this.statements.pendingOfAll.run();
    });
  }

  private write({ stage, subjects, finding }: Settled): void {
    const { hash, hashType, displayHash } = stage;
    const before = this.known.get(hash);
    const { outcome, at } = finding;
    const isSame = before?.status === OUTCOMES[outcome];
    const attempts = isSame ? before.attempts + 1 : 1;
    const keeps = before?.hasPayload === true && finding.payload === undefined;
    const nextRetryAt = outcome === "matched" || outcome === "skipped"
      ? null
      : sqlTime(Math.max(finding.notBefore ?? 0, askAgainAt(outcome, attempts, at)));
    const row = {
      hash,
      hashType,
      displayHash,
      status: OUTCOMES[outcome],
      detail: finding.detail,
      url: finding.url || null,
      at: sqlTime(at),
      http: finding.http,
      attempts,
      nextRetryAt,
      versionId: finding.versionId ?? null,
      payload: finding.payload ?? null,
    };
    for (const { fileId } of subjects) {
      if (keeps) this.keep(fileId, hash, finding);
      else this.upsert({ fileId, ...row });
    }
    if (keeps) return;
    this.known.set(hash, {
      status: row.status,
      detail: row.detail,
      hasPayload: row.payload !== null,
      attempts,
      nextRetryAt,
    });
  }

  /** A match that the registry no longer knows keeps its answer; other failures leave no trace on it. */
  private keep(fileId: number, hash: string, { outcome, at }: Finding): void {
    if (outcome === "not_found") {
      this.statements.remove.run({ fileId, hash, at: sqlTime(at) });
    }
  }

  private upsert(row: Record<string, SQLInputValue>): void {
    if (this.statements.update.run(row).changes === 0) this.statements.insert.run(row);
  }

  private close({ subjects }: Settled): void {
    for (const subject of subjects) {
      if (!this.closeSubject(subject)) continue;
      const which = subject.isModelFile
        ? this.statements.pendingOfModel
        : this.statements.pendingOfHash;
      which.run(keyOf(subject));
    }
  }

  /** @returns Whether nothing more is to be asked about the file or hash. */
  private closeSubject(subject: Subject): boolean {
    const match = subject.stages.find(({ hash }) => this.known.get(hash)?.status === "matched");
    const isDone = match === undefined
      ? subject.stages.every(({ hash }) => isAnswered(this.known.get(hash)))
      : isAnswered(this.known.get(match.hash));
    if (!isDone) return false;
    const { statements } = this;
    (subject.isModelFile ? statements.closeModel : statements.closeHash).run(keyOf(subject));
    return true;
  }
}

function keyOf({ isModelFile, fileId, stages }: Subject): Record<string, SQLInputValue> {
  return isModelFile ? { fileId } : { hash: stages[0]?.hash ?? "" };
}

function readKnown(db: DatabaseSync): Map<string, Known> {
  const rows = db.prepare(
    `SELECT queried_hash AS hash, lookup_status AS status, coalesce(detail, '') AS detail,
       payload_json IS NOT NULL AS has_payload, attempts, next_retry_at
     FROM model_enrichment
     WHERE queried_hash IS NOT NULL
     ORDER BY lookup_status = 'matched', payload_json IS NOT NULL, id`,
  ).all();
  return new Map(rows.map((row) => [String(row["hash"]), {
    status: String(row["status"]),
    detail: String(row["detail"]),
    hasPayload: row["has_payload"] === 1,
    attempts: Number(row["attempts"]),
    nextRetryAt: row["next_retry_at"] === null ? null : String(row["next_retry_at"]),
  }]));
}
