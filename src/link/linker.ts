/**
 * Linking: which local file a LoRA usage, a resource or a checkpoint of an image is.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { letCompose } from "../db/composed.ts";
import { transaction } from "../db/transaction.ts";
import { allLinksWait, LINKS_STAMP, STATE } from "../library/pending.ts";
import { writeState } from "../library/state.ts";
import { CLEAR, LINK_SETUP, LINKED_KINDS, type LinkedKind } from "./linked_kinds.ts";

/** Counts of a run of linking. */
export interface LinkCounts {
  /** Usages and resources that were looked at. */
  looked: number;
  /** Rows of links that were written or removed. */
  written: number;
}

/** Usages or resources in one transaction. */
const STEP = 20_000;
const MAX_ID = 2n ** 63n - 1n;

/**
 * Brings all links up to date, a step in one transaction; it yields after each step.
 *
 * When model files changed since the last run, everything is looked at and what differs is written. Otherwise only what
 * is new is: rows get ascending ids, and every linked row has at least one link, so that new rows are those behind the
 * last link. Nothing new costs a few look-ups in indexes.
 *
 * @throws What SQLite throws about the database itself.
 */
export function* link(db: DatabaseSync): Generator<LinkCounts, LinkCounts> {
  const counts: LinkCounts = { looked: 0, written: 0 };
  const isFull = allLinksWait(db);
  if (isFull) {
    transaction(db, () => {
      writeState(db, STATE.linking, "1");
      writeState(db, STATE.modelsChanged, null);
    });
  }
  for (const kind of LINKED_KINDS) {
    const next = nextRange(db, kind);
    let range = next(start(db, kind, isFull));
    if (range === null) continue;
    letCompose(db);
    db.exec(LINK_SETUP);
    const step = new LinkStep(db, kind);
    for (; range !== null; range = next(range.until + 1n)) {
      step.run(range, counts);
      yield counts;
    }
  }
  if (isFull) {
    transaction(db, () => {
      writeState(db, STATE.linkedWith, LINKS_STAMP);
      writeState(db, STATE.linking, null);
    });
  }
  return counts;
}

/** Ids that are looked at in one step. */
interface Range {
  readonly from: bigint;
  readonly until: bigint;
}

/** The id to begin with; below every id for all. */
function start(db: DatabaseSync, { links }: LinkedKind, isFull: boolean): bigint {
  const statement = db.prepare(`SELECT max(${links.owner}) AS last FROM ${links.table}`);
  statement.setReadBigInts(true);
  const last = isFull ? null : statement.get()?.["last"];
  return typeof last === "bigint" ? last + 1n : -(2n ** 63n);
}

/** Finds the next ids from a number on; null when there are none. Ids may have wide gaps. */
function nextRange(db: DatabaseSync, { source }: LinkedKind): (from: bigint) => Range | null {
  const statement = db.prepare(
    `SELECT max(id) AS until FROM (SELECT id FROM ${source} WHERE id >= ? ORDER BY id LIMIT ${STEP})`,
  );
  statement.setReadBigInts(true);
  return (from) => {
    const until = from > MAX_ID ? null : statement.get(from)?.["until"];
    return typeof until === "bigint" ? { from, until } : null;
  };
}

/** The statements of one kind. */
class LinkStep {
  private readonly choose: StatementSync;
  private readonly steps: readonly {
    readonly statement: StatementSync;
    readonly isStored: boolean;
  }[];

  constructor(private readonly db: DatabaseSync, { choose, steps }: LinkedKind) {
    this.choose = db.prepare(choose);
    this.steps = steps.map((sql) => ({
      statement: db.prepare(sql),
      isStored: /^(?:DELETE FROM|INSERT INTO) main\./m.test(sql),
    }));
  }

  run({ from, until }: Range, counts: LinkCounts): void {
    let looked = 0;
    let written = 0;
    transaction(this.db, () => {
      this.db.exec(CLEAR);
      looked = Number(this.choose.run({ from, until }).changes);
      if (looked === 0) return;
      for (const { statement, isStored } of this.steps) {
        const { changes } = statement.run();
        if (isStored) written += Number(changes);
      }
    });
    counts.looked += looked;
    counts.written += written;
  }
}
