/**
 * The rows of `model_enrichment`: one for each attempt, file and hash. None is written over.
 *
 * The last match is what counts; without one, the last attempt is.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import { LOOK_UPS } from "./look_ups.ts";
import { askAgainAt, type Outcome, OUTCOMES, sqlTime } from "./outcome.ts";
import type { Stage, Subject } from "./queue.ts";
import type { VersionPayload } from "./shape.ts";
import { matchLevel, UNKNOWN } from "./verify.ts";

/** Stored facts about a hash. */
export interface Known {
  /** `matched` if it ever was; else that of the last attempt, coarse as the column has it. */
  readonly status: string;
  /** Whether the answer is there. */
  readonly hasPayload: boolean;
  /** The status of the last attempt, and how often in a row it came. */
  readonly lastStatus: string;
  readonly attempts: number;
  /** Not to be asked before, as `sqlTime` writes it. */
  readonly nextRetryAt: string | null;
}

/** Result of asking for a hash. */
export interface Finding {
  readonly outcome: Outcome;
  /** A match level, or an outcome and the reason. */
  readonly detail: string;
  readonly http: number | null;
  readonly url: string;
  readonly versionId?: number;
  /** The answer; without it, a match is still to be fetched. */
  readonly payload?: string;
  /** The answer before it was text: how well it matches is a matter of each file. */
  readonly version?: VersionPayload;
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
  /** Stored facts by hash. */
  readonly known: Map<string, Known>;
  private readonly statements: Record<keyof typeof LOOK_UPS, StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    this.known = readKnown(db);
    this.statements = Object.fromEntries(
      Object.entries(LOOK_UPS).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof LOOK_UPS, StatementSync>;
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
      for (const { fileId, isModelFile, stages, identity } of subjects) {
        if (!isModelFile) continue;
        for (const { hash, hashType, displayHash } of stages) {
          const row = this.known.has(hash)
            ? this.statements.shared.get({ fileId, hash })
            : undefined;
          if (row === undefined) continue;
          const detail = typeof row["payload"] === "string"
            ? matchLevel(JSON.parse(row["payload"]) as VersionPayload, identity)
            : row["detail"] ?? null;
          if (detail === null) continue;
          this.statements.insert.run({ ...row, fileId, hash, hashType, displayHash, detail });
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
    const { outcome, at, payload, version } = finding;
    const before = this.known.get(hash);
    const status = OUTCOMES[outcome];
    const completes = payload !== undefined && before?.status === "matched" && !before.hasPayload;
    const again = before?.lastStatus === status ? before.attempts : 0;
    const attempts = completes ? again : again + 1;
    const row = {
      hash,
      hashType,
      displayHash,
      status,
      detail: finding.detail,
      url: finding.url || null,
      at: sqlTime(at),
      http: finding.http,
      attempts,
      nextRetryAt: nextRetryAt(finding, attempts),
      versionId: finding.versionId ?? null,
      payload: payload ?? null,
      removedAt: null,
    };
    for (const { fileId, identity } of subjects) {
      const detail = version === undefined ? row.detail : matchLevel(version, identity);
      if (detail === null) continue;
      this.insert({ ...row, fileId, detail });
      // A match that the registry no longer knows keeps its answer.
      if (outcome === "not_found") this.statements.remove.run({ fileId, hash, at: row.at });
    }
    const hasPayload = payload !== undefined || before?.hasPayload === true;
    this.known.set(hash, {
      status: hasPayload ? "matched" : status,
      hasPayload,
      lastStatus: status,
      attempts,
      nextRetryAt: row.nextRetryAt,
    });
  }

  private insert(row: Record<string, SQLInputValue>): void {
    const isCompleted = row["payload"] !== null && this.statements.complete.run(row).changes > 0;
    if (!isCompleted) this.statements.insert.run(row);
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

function nextRetryAt({ outcome, at, notBefore = 0 }: Finding, attempts: number): string | null {
  if (outcome === "matched" || outcome === "skipped") return null;
  return sqlTime(Math.max(notBefore, askAgainAt(outcome, attempts, at)));
}

/** Reads what is stored about each hash. */
export function readKnown(db: DatabaseSync): Map<string, Known> {
  const rows = db.prepare(LOOK_UPS.known).all();
  return new Map(rows.map((row) => {
    const hasPayload = row["has_payload"] === 1;
    const lastStatus = String(row["status"]);
    return [String(row["hash"]), {
      status: hasPayload ? "matched" : lastStatus,
      hasPayload,
      lastStatus,
      attempts: Number(row["attempts"]),
      nextRetryAt: row["next_retry_at"] === null ? null : String(row["next_retry_at"]),
    }];
  }));
}
