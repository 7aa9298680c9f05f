/** A folder with images and a database, and the commands run on them as a person would. */
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type CommandContext, QUIET, type Report } from "../../src/work/command.ts";
import { openForWork } from "../../src/work/ready.ts";
import { extract, type ExtractOptions } from "../../src/commands/extract.ts";
import { hash, type HashOptions } from "../../src/commands/hash.ts";
import { scan, type ScanOptions } from "../../src/commands/scan.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { utf8 } from "../fixtures/bytes.ts";

/** One row of a query; integers are BigInt. */
export type Row = Record<string, unknown>;

/** What `extract` counts. */
export interface Extracted {
  readonly files: number;
  readonly parsed: number;
  readonly models: number;
  readonly usages: number;
  readonly removed: number;
  readonly former: number;
  readonly same: number;
  readonly unrecognized: number;
  readonly failed: number;
  readonly left: number;
  readonly rows_written: number;
  readonly discarded: Readonly<Record<string, number>>;
}

/** What `scan` counts. */
export interface Scanned {
  readonly found: number;
  readonly opened: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly reread: number;
  readonly reread_differently: number;
  readonly moved: number;
  readonly missing: number;
  readonly pruned: number;
  readonly kept: number;
  readonly unnamed: number;
  readonly unstored: number;
  readonly rows_written: number;
  readonly status: Readonly<Record<string, number>>;
  readonly errors: readonly { readonly path: string; readonly reason: string }[];
}

/** What `hash` counts. */
export interface Hashed {
  readonly hashed: number;
  readonly models: number;
  readonly bytes: number;
  readonly changed: number;
  readonly missing: number;
  readonly failed: number;
  readonly too_large: number;
  readonly incomplete: number;
  readonly left: number;
}

const FIRST_TIME = Date.UTC(2024, 0, 1);

/** A temporary folder; `pictures` in it is what is scanned. */
export class Workspace {
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sd test " }));
  readonly pictures = join(this.folder, "pictures");
  readonly database = join(this.folder, "db.sqlite");
  private clock = FIRST_TIME;

  constructor() {
    Deno.mkdirSync(this.pictures);
  }

  /** The absolute path of a picture. */
  at(name: string): string {
    return join(this.pictures, name);
  }

  /** Writes a file, with a time of change that no other has. */
  put(name: string, content: Uint8Array | string): string {
    const path = this.at(name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, typeof content === "string" ? utf8(content) : content);
    this.touch(name);
    return path;
  }

  /** Gives a file a time of change that no other has. */
  touch(name: string): void {
    this.clock += 1500;
    Deno.utimeSync(this.at(name), new Date(this.clock), new Date(this.clock));
  }

  rename(from: string, to: string): void {
    Deno.mkdirSync(dirname(this.at(to)), { recursive: true });
    Deno.renameSync(this.at(from), this.at(to));
  }

  remove(name: string): void {
    Deno.removeSync(this.at(name), { recursive: true });
  }

  /** A connection without any function of ours, as another tool has it. */
  open(database = this.database): DatabaseSync {
    return new DatabaseSync(database, { timeout: 5000 });
  }

  /** Rows of a query, or what other SQL gives, on a connection without any function of ours. */
  sql(sql: string, ...parameters: (string | number | bigint | null)[]): Row[] {
    return this.sqlIn(this.database, sql, ...parameters);
  }

  /** The same in another database. */
  sqlIn(
    database: string,
    sql: string,
    ...parameters: (string | number | bigint | null)[]
  ): Row[] {
    using db = this.open(database);
    const statement = db.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all(...parameters).map((row) => ({ ...row }));
  }

  /** Runs a script of statements. */
  exec(sql: string): void {
    using db = this.open();
    db.exec(sql);
  }

  /** The first column of the first row. */
  value(sql: string, ...parameters: (string | number | bigint | null)[]): unknown {
    return Object.values(this.sql(sql, ...parameters)[0] ?? {})[0];
  }

  /** Creates the database, with texts as another indexer would put them there. */
  fill(texts: readonly (string | null)[] = []): void {
    openForWork(this.database, { create: true }).close();
    using db = this.open();
    db.exec("BEGIN");
    const insert = db.prepare("INSERT INTO files (file_path, metadata_json) VALUES (?, ?)");
    texts.forEach((text, index) => insert.run(`/p/${index + 1}.png`, text));
    db.exec("COMMIT");
  }

  /** Runs `extract`; without paths it does not scan. */
  async extract(
    options: Partial<ExtractOptions> = {},
    context: CommandContext = QUIET,
  ): Promise<Extracted & { readonly report: Report }> {
    const report = await extract({ database: this.database, ...options }, context);
    const json = report.json as { extract?: Extracted };
    return { ...(json.extract as Extracted), report };
  }

  /** Runs `scan` over the pictures. */
  async scan(
    options: Partial<ScanOptions> = {},
    context: CommandContext = QUIET,
  ): Promise<Scanned & { readonly report: Report }> {
    const given = { database: this.database, paths: [this.pictures], ...options };
    const report = await scan(given, context);
    return { ...(report.json as Scanned), report };
  }

  /** Runs `hash`, in the main thread unless told otherwise. */
  async hash(
    options: Partial<HashOptions> = {},
    context: CommandContext = QUIET,
  ): Promise<Hashed & { readonly report: Report }> {
    const report = await hash({ database: this.database, threads: 0, ...options }, context);
    return { ...(report.json as { hash: Hashed }).hash, report };
  }

  /** Runs `extract` with a scan of the pictures before it. */
  async scanAndExtract(
    options: Partial<ExtractOptions> = {},
  ): Promise<{ scan: Scanned; extract: Extracted; report: Report }> {
    const report = await extract(
      { database: this.database, paths: [this.pictures], ...options },
      QUIET,
    );
    return { ...(report.json as { scan: Scanned; extract: Extracted }), report };
  }
}

/** Runs a test in a workspace of its own. */
export function inWorkspace(
  test: (space: Workspace) => Promise<void> | void,
): () => Promise<void> {
  return async () => {
    const space = new Workspace();
    try {
      await test(space);
    } finally {
      Deno.removeSync(space.folder, { recursive: true });
    }
  };
}

/** A PNG with an infotext. */
export function pngWith(text: string): Uint8Array {
  return png({ before: [tEXt("parameters", utf8(text))] });
}

/** An infotext that no other number gives, with one LoRA. */
export function infotext(number: number): string {
  return `fern ${number} <lora:leaf_${number % 7}:0.5>\nNegative prompt: blur\n` +
    `Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: ${number}, Size: 512x768, Model: meadow`;
}
