/**
 * `enrich`: looks models up in a registry by their hashes. The only command that uses the network.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Agenda } from "../enrich/agenda.ts";
import { Client } from "../enrich/client.ts";
import { MAX_MODELS, ModelPages, openModels, type PageCounts } from "../enrich/models.ts";
import { CIVITAI, type Origin, originOf } from "../enrich/origin.ts";
import { POLITE, type RequestPace } from "../enrich/pace.ts";
import { type Queue, readQueue, type Subject } from "../enrich/queue.ts";
import { Enrichment, MAX_FETCHED, MAX_SCREENED } from "../enrich/run.ts";
import { type Known, readKnown, Store } from "../enrich/store.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { CommandContext, Report } from "../work/command.ts";
import { naming } from "../work/database.ts";
import { openForWork, openToLook } from "../work/ready.ts";
import { listed, plural } from "../work/report.ts";

/** Options of `enrich`. */
export interface EnrichOptions {
  /** The database's file. */
  readonly database: string;
  /** The registry's address. Default: the environment variable `CIVITAI_URL`, or CivitAI. */
  readonly baseUrl?: string;
  /** The secret that is sent to it in a header. Default: the environment variable `CIVITAI_TOKEN`. */
  readonly token?: string;
  /** Only say what would be asked. Default: false. */
  readonly dryRun?: boolean;
  /** Ask about at most so many files and hashes. */
  readonly limit?: number;
  /** Ask again, without waiting for its time, what failed or was not found. Default: false. */
  readonly retry?: boolean;
  /** Ask again what was found. Default: false. */
  readonly refresh?: boolean;
  /** Ask about hashes of eight digits too. Default: false. */
  readonly autov1?: boolean;
  /** Write all answers to this file, and ask nothing. */
  readonly exportFile?: string;
  /** Take the answers in this file, and ask nothing. */
  readonly importFile?: string;
  /** The user's own functions, for triggers that call them. */
  readonly plugins?: readonly SqlPlugin[];
  /** Waiting times and bounds. */
  readonly pace?: Partial<RequestPace>;
  /** Longest wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Works through everything that has not been looked up.
 *
 * @throws {DatabaseError} If the database cannot be opened, migrated or written.
 * @throws {OriginError} If the address or the token cannot be used.
 * @throws {NetworkForbidden} If Deno allows no connection to the address.
 * @throws {TransferError} If a file cannot be imported or exported.
 */
export async function enrich(options: EnrichOptions, context: CommandContext): Promise<Report> {
  const { database, dryRun = false, exportFile, importFile } = options;
  if (exportFile !== undefined || dryRun) {
    using db = openToLook(database, options);
    return await naming(
      database,
      async () =>
        exportFile === undefined
          ? plan(db, options)
          : await exportAnswers(db, database, exportFile),
    );
  }
  // An address or a token that cannot be used is told of before the database is touched.
  const source = importFile ?? originFor(options);
  using db = openForWork(database, { ...options, create: false });
  return await naming(database, async () => {
    const queue = readQueue(db, { autov1: options.autov1 ?? false });
    const store = new Store(db);
    return typeof source === "string"
      ? await importAnswers(db, queue, store, source)
      : await lookUp(db, queue, store, source, options, context);
  });
}

function originFor({ baseUrl, token }: EnrichOptions): Origin {
  return originOf(
    baseUrl ?? fromEnvironment("CIVITAI_URL") ?? CIVITAI,
    token ?? fromEnvironment("CIVITAI_TOKEN") ?? null,
  );
}

async function exportAnswers(db: DatabaseSync, database: string, file: string): Promise<Report> {
  const { exportTo } = await import("../enrich/answer_file.ts");
  const exported = exportTo(db, database, file);
  const lines = [`Exported ${plural(exported, "answer")} to ${file}.`];
  return { lines, json: { exported }, errors: 0 };
}

async function importAnswers(
  db: DatabaseSync,
  queue: Queue,
  store: Store,
  file: string,
): Promise<Report> {
  const { importFrom } = await import("../enrich/answer_file.ts");
  const counts = await importFrom(db, queue, store, file);
  const { answers, models, unused, broken } = counts;
  const lines = [
    `Imported ${plural(answers, "answer")} and ${plural(models, "model page")}; ` +
    `${unused} not needed here.`,
  ];
  if (broken > 0) lines.push(`Passed over: ${plural(broken, "line")} that cannot be used.`);
  return { lines, json: counts, errors: broken };
}

/** A variable that Deno may not read, or that is empty, is none. */
function fromEnvironment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) || undefined : undefined;
}

/** The files and hashes that something is to be asked about now. */
function toAsk(queue: Queue, known: ReadonlyMap<string, Known>, options: EnrichOptions): Subject[] {
  const { retry = false, refresh = false, limit = Infinity } = options;
  const agenda = new Agenda(known, { retry, refresh });
  return queue.subjects.filter((subject) => agenda.next(subject) !== null).slice(0, limit);
}

async function lookUp(
  db: DatabaseSync,
  queue: Queue,
  store: Store,
  origin: Origin,
  options: EnrichOptions,
  context: CommandContext,
): Promise<Report> {
  const { retry = false, refresh = false, limit } = options;
  const { interrupted } = context;
  store.share(queue.subjects);
  store.skip(queue.skipped);
  store.review(queue.subjects, queue.skipped.map(({ hash }) => hash));
  const subjects = toAsk(queue, store.known, options);
  const client = new Client(origin, { ...POLITE, ...options.pace }, interrupted);
  const progress = context.progress("Looking up", "hashes");
  try {
    const run = new Enrichment(client, store, limit === undefined ? queue.subjects : subjects, {
      retry,
      refresh,
      interrupted,
      progress: (done) => progress.update(done, Math.max(done, subjects.length)),
    });
    await run.run();
    const pages = new ModelPages(db, run);
    await pages.ask(run.goesOn() ? openModels(db, { retry, refresh }) : []);
    return report(run, pages.counts, client.requests, queue, store, interrupted());
  } finally {
    progress.end();
  }
}

/** Only reads, but for tables of the connection's own. */
function plan(db: DatabaseSync, options: EnrichOptions): Report {
  const { autov1 = false, retry = false, refresh = false } = options;
  const queue = readQueue(db, { autov1 });
  const known = readKnown(db);
  const agenda = new Agenda(known, { retry, refresh });
  const stages = toAsk(queue, known, options).map((subject) => agenda.next(subject))
    .filter((stage) => stage !== null);
  const hashes = (route: string): string[] => [
    ...new Set(stages.filter((stage) => stage.route === route).map(({ hash }) => hash)),
  ];
  const [sha256, singly, versions] = [hashes("sha256"), hashes("hash"), hashes("version")];
  const models = openModels(db, { retry, refresh });
  const batches = Math.ceil(sha256.length / MAX_FETCHED);
  const screened = batches > 1 ? Math.ceil(sha256.length / MAX_SCREENED) : 0;
  const pages = Math.ceil(models.length / MAX_MODELS);
  const single = singly.length + versions.length;
  const within = (requests: number): string =>
    requests === 0 ? "" : ` in at most ${plural(requests, "request")}`;
  return {
    lines: [
      `Would ask about ${plural(sha256.length + single, "hash", "hashes")}: ` +
      `${sha256.length} by SHA-256${within(screened + batches)}, ${single} singly.`,
      `Would ask for ${plural(models.length, "model page")}${within(pages)}.`,
      "SHA-256 that the registry does not know are asked about by other hashes, one by one; " +
      "models that it does know are asked for their pages.",
    ],
    json: {
      sha256,
      hashes: singly,
      versions: versions.map((name) => Number(name.slice(8))),
      models,
    },
    errors: 0,
  };
}

function report(
  run: Enrichment,
  models: PageCounts,
  requests: number,
  queue: Queue,
  store: Store,
  interrupted: boolean,
): Report {
  const { asked, matched, not_found, failed } = run.counts;
  const again = new Agenda(store.known, { retry: false, refresh: false });
  const left = interrupted || run.stopped !== null
    ? queue.subjects.filter((subject) => again.next(subject) !== null).length
    : 0;
  const waiting = queue.subjects.filter((subject) => again.isWaiting(subject)).length;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0) + models.failed;
  const pages = models.found + models.not_found + models.failed;
  const lines = [
    `Asked about ${plural(asked, "hash", "hashes")} in ${plural(requests, "request")}: ` +
    `${matched} found, ${not_found} not known.`,
  ];
  if (pages > 0) lines.push(`Model pages: ${models.found} found, ${models.not_found} not known.`);
  if (failures > 0) {
    const kinds = models.failed > 0 ? { ...failed, model_pages: models.failed } : failed;
    lines.push(`Failed: ${failures} (${listed(kinds)}); see model_enrichment.detail.`);
  }
  if (queue.skipped.length > 0) {
    lines.push(
      `Passed over: ${plural(queue.skipped.length, "hash", "hashes")} of eight digits, ` +
        "which many files share; --autov1 asks about them too.",
    );
  }
  if (waiting > 0) {
    lines.push(`Waiting after a failure: ${plural(waiting, "model")}; --retry asks at once.`);
  }
  if (run.stopped !== null) lines.push(`Stopped: ${run.stopped}.`);
  if (left > 0) lines.push(`${plural(left, "model")} left; run again to go on.`);
  const json = {
    asked,
    matched,
    not_found,
    failed,
    models,
    requests,
    skipped: queue.skipped.length,
    waiting,
    left,
    stopped: run.stopped,
  };
  const errors = failures + (run.stopped === null || failures > 0 ? 0 : 1);
  return { lines, json, errors, interrupted: interrupted && left > 0 };
}
