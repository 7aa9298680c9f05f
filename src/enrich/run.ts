/**
 * One run through the queue: batches first, then what is left one by one.
 *
 * @module
 */
import { Agenda, type AgendaOptions } from "./agenda.ts";
import type { Answer, Client } from "./client.ts";
import { matched } from "./match.ts";
import { type Fault, isGeneral, type Outcome } from "./outcome.ts";
import type { Stage, Subject } from "./queue.ts";
import { isKnownHash, isVersion, type VersionPayload } from "./shape.ts";
import { type Finding, type Settled, type Store, TO_FETCH } from "./store.ts";
import { firstPublished, hashesOf } from "./verify.ts";

/** The registry's own limits. */
export const MAX_SCREENED = 10_000;
/** Hashes of one request for whole answers. */
export const MAX_FETCHED = 100;

const FAILURES_IN_A_ROW = 3;
const API = "/api/v1/model-versions";

/** Options of a run. */
export interface RunOptions extends AgendaOptions {
  /** The user asked to stop. */
  readonly interrupted: () => boolean;
  /** Says how many hashes are done. */
  readonly progress: (done: number) => void;
}

/** Counts of a run. */
export interface RunCounts {
  /** Hashes that were asked for. */
  asked: number;
  matched: number;
  not_found: number;
  /** Hashes that failed, by how. */
  readonly failed: Partial<Record<Fault, number>>;
}

type Failed = Extract<Answer, { fault: Fault }>;

/** Asks, judges, and has the answers written. */
export class Enrichment {
  readonly counts: RunCounts = { asked: 0, matched: 0, not_found: 0, failed: {} };
  /** Why nothing more is asked, once that is so. */
  stopped: string | null = null;
  private readonly agenda: Agenda;
  private readonly byHash = new Map<string, { stage: Stage; subjects: Subject[] }>();
  private readonly singly = new Set<string>();
  private failures = 0;

  constructor(
    private readonly client: Client,
    private readonly store: Store,
    private readonly subjects: readonly Subject[],
    private readonly options: RunOptions,
  ) {
    this.agenda = new Agenda(store.known, options);
    for (const subject of subjects) {
      for (const stage of subject.stages) {
        const entry = this.byHash.get(stage.hash) ?? { stage, subjects: [] };
        entry.subjects.push(subject);
        this.byHash.set(stage.hash, entry);
      }
    }
  }

  /** Runs until nothing is left to ask, or something says stop. */
  async run(): Promise<void> {
    await this.screen();
    await this.fetch();
    for (const subject of this.subjects) await this.one(subject);
  }

  /** Whether to go on. */
  goesOn(): boolean {
    return this.stopped === null && !this.options.interrupted();
  }

  /** Asks, and counts failures in a row: a registry that fails again and again is left alone. */
  async ask(path: string, body?: unknown): Promise<Answer> {
    const answer = await this.client.ask(path, body);
    if (!("fault" in answer)) {
      this.failures = 0;
      return answer;
    }
    this.failures++;
    const mustWait = answer.notBefore !== undefined &&
      answer.notBefore - Date.now() > this.client.patienceMs;
    if (isGeneral(answer) || mustWait) this.stopped ??= answer.reason;
    else if (this.failures >= FAILURES_IN_A_ROW) {
      this.stopped ??= `${this.failures} requests in a row failed, the last one: ${answer.reason}`;
    }
    return answer;
  }

  /** The hashes whose next step is one of these, by the batch route. */
  private sha256s(wanted: "ask" | "fetch"): string[] {
    const hashes = this.subjects.map((subject) => this.agenda.next(subject))
      .filter((stage) => stage?.route === "sha256").map((stage) => stage?.hash ?? "");
    return [...new Set(hashes)].filter((hash) => this.agenda.step(hash) === wanted);
  }

  /** One cheap request tells which of thousands of hashes are known. Not worth it for a few. */
  private async screen(): Promise<void> {
    const hashes = this.sha256s("ask").filter((hash) => !this.store.known.get(hash)?.hasPayload);
    if (hashes.length <= MAX_FETCHED) return;
    for (let at = 0; at < hashes.length && this.goesOn(); at += MAX_SCREENED) {
      const asked = hashes.slice(at, at + MAX_SCREENED);
      const answer = await this.ask(`${API}/by-hash/ids`, asked.map(upper));
      const known = listOf(answer);
      // An entry that cannot be read may stand for any of the hashes: none of them is known to be unknown then.
      if (known === null || !known.every((entry) => entry === null || isKnownHash(entry))) {
        this.fail(asked, answer);
        continue;
      }
      const versions = new Map(
        known.filter(isKnownHash).map((entry) => [entry.hash.toLowerCase(), entry.modelVersionId]),
      );
      const unknown = asked.filter((hash) => !versions.has(hash));
      this.agenda.mark(unknown);
      this.settle(asked.map((hash) => {
        const versionId = versions.get(hash);
        return versionId === undefined
          ? [hash, finding(answer, "not_found", "not_found")]
          : [hash, { ...finding(answer, "matched", TO_FETCH), versionId }];
      }));
    }
  }

  /** Whole answers, a hundred at a time. */
  private async fetch(): Promise<void> {
    const hashes = [...this.sha256s("fetch"), ...this.sha256s("ask")];
    const batches: string[][] = [];
    for (let at = 0; at < hashes.length; at += MAX_FETCHED) {
      batches.push(hashes.slice(at, at + MAX_FETCHED));
    }
    for (let asked = batches.shift(); asked !== undefined && this.goesOn();) {
      const answer = await this.ask(`${API}/by-hash`, asked.map(upper));
      const list = listOf(answer);
      if ("tooLarge" in answer && answer.tooLarge && asked.length > 1) {
        const half = Math.ceil(asked.length / 2);
        batches.unshift(asked.slice(0, half), asked.slice(half));
      } else if (list === null) this.fail(asked, answer);
      else this.settleBatch(asked, list, answer);
      asked = batches.shift();
    }
  }

  /**
   * Versions are told apart by the hashes of their files, not by position. What cannot be told apart (an archived version
   * has no files) and what is broken leaves the hashes without an answer to be asked for singly.
   */
  private settleBatch(asked: readonly string[], list: readonly unknown[], answer: Answer): void {
    const entries = list.filter((entry) => entry !== null);
    const versions = entries.filter(isVersion);
    const isClear = versions.length === entries.length &&
      versions.every((version) => tellsAllFiles(version, asked));
    const results: [string, Finding][] = [];
    for (const hash of asked) {
      const version = firstPublished(
        versions.filter((version) => hashesOf(version, "SHA256").includes(hash)),
      );
      if (version !== undefined) results.push([hash, this.match(hash, version, answer)]);
      else if (isClear && this.agenda.step(hash) === "ask") {
        results.push([hash, finding(answer, "not_found", "not_found")]);
      } else this.singly.add(hash);
    }
    this.agenda.mark(results.map(([hash]) => hash));
    this.settle(results);
  }

  /** Everything that is left of one file: the hashes that are asked for one by one. */
  private async one(subject: Subject): Promise<void> {
    for (let stage = this.agenda.next(subject); stage !== null && this.goesOn();) {
      const { hash, route } = stage;
      if (route === "sha256" && !this.singly.has(hash)) return;
      const answer = await this.ask(
        route === "version" ? `${API}/${hash.slice(8)}` : `${API}/by-hash/${upper(hash)}`,
      );
      this.agenda.mark([hash]);
      this.settle([[hash, this.judge(hash, answer)]]);
      stage = this.agenda.next(subject);
    }
  }

  private judge(hash: string, answer: Answer): Finding {
    if ("fault" in answer) return failed(answer);
    if ("notFound" in answer) return finding(answer, "not_found", "not_found");
    return isVersion(answer.json)
      ? this.match(hash, answer.json, answer)
      : finding(answer, "error_parse", "error_parse: the answer is no model version");
  }

  private match(hash: string, version: VersionPayload, answer: Answer): Finding {
    const entry = this.byHash.get(hash);
    const found = entry && matched(entry.stage, entry.subjects, version);
    return found === null || found === undefined
      ? finding(answer, "error_parse", "error_parse: the answer is about another file")
      : { ...finding(answer, found.outcome, found.detail), ...found };
  }

  private fail(hashes: readonly string[], answer: Answer): void {
    this.agenda.mark(hashes);
    const result = "fault" in answer
      ? failed(answer)
      : finding(answer, "error_parse", "error_parse: the answer is no list of versions");
    this.settle(hashes.map((hash) => [hash, result]));
  }

  private settle(results: readonly (readonly [string, Finding])[]): void {
    const { counts } = this;
    const settled: Settled[] = [];
    for (const [hash, result] of results) {
      const entry = this.byHash.get(hash);
      if (entry !== undefined) settled.push({ ...entry, finding: result });
      const { outcome, payload } = result;
      if (outcome === "matched" && payload === undefined) continue;
      counts.asked++;
      if (outcome === "matched" || outcome === "not_found") counts[outcome]++;
      else if (outcome !== "skipped") counts.failed[outcome] = (counts.failed[outcome] ?? 0) + 1;
    }
    this.store.settle(settled);
    this.options.progress(counts.asked);
  }
}

/** Whether no file of a version can be one of those asked for without our seeing it. */
function tellsAllFiles(version: VersionPayload, asked: readonly string[]): boolean {
  const hashes = hashesOf(version, "SHA256");
  return hashes.length > 0 &&
    (hashes.length === version.files.length || hashes.some((hash) => asked.includes(hash)));
}

const upper = (hash: string): string => hash.toUpperCase();

function listOf(answer: Answer): readonly unknown[] | null {
  return "json" in answer && Array.isArray(answer.json) ? answer.json : null;
}

/** Meaning of an answer. */
export function finding(answer: Answer, outcome: Outcome, detail: string): Finding {
  return { outcome, detail, http: answer.http, url: answer.url, at: Date.now() };
}

function failed(answer: Failed): Finding {
  const result = finding(answer, answer.fault, `${answer.fault}: ${answer.reason}`);
  return answer.notBefore === undefined ? result : { ...result, notBefore: answer.notBefore };
}
