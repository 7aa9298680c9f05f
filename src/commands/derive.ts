/**
 * `derive`: the user's own fields, worked out from what is known of a file.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import {
  addField,
  type DerivedField,
  type FieldSubject,
  listFields,
  removeField,
} from "../derive/fields.ts";
import { Runner } from "../derive/runner.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { CommandContext, Report } from "../work/command.ts";
import { breathe, checkChunk, DEFAULT_CHUNK, naming, needsBreath } from "../work/database.ts";
import { openForWork, openToLook } from "../work/ready.ts";
import { listed, plural } from "../work/report.ts";

/** Options of all these commands. */
export interface DeriveOptions {
  /** The database's file. */
  readonly database: string;
  /** The user's own functions, for triggers that call them. */
  readonly plugins?: readonly SqlPlugin[];
}

/** Options of `derive add`. */
export interface DeriveAddOptions extends DeriveOptions {
  /** The field's name. */
  readonly field: string;
  /** Its expression. */
  readonly expression: string;
  /** Files it is worked out for. Default: `image`. */
  readonly kind?: FieldSubject;
  /** The field in front of which it is put. Default: it is the last. */
  readonly before?: string;
}

/**
 * Adds a field, or changes it.
 *
 * @throws {DeriveError} If its name or expression cannot be used.
 */
export function deriveAdd(options: DeriveAddOptions): Promise<Report> {
  const { database, field: name, expression, kind = "image", before } = options;
  return work(options, (db) => {
    addField(db, { name, expression, kind }, before);
    return {
      lines: [`Added ${name}; run "derive run ${database}" to work it out.`],
      json: { name, expression, kind },
      errors: 0,
    };
  });
}

/** Lists the fields in their order. Only reads. */
export function deriveList(options: DeriveOptions): Promise<Report> {
  return on(openToLook, options, (db) => {
    const fields = listFields(db);
    return { lines: fields.map(describe), json: fields, errors: 0 };
  });
}

function describe({ name, kind, expression }: DerivedField): string {
  return `${name} (${kind}): ${expression}`;
}

/**
 * Removes a field and its values.
 *
 * @throws {DeriveError} If there is none of that name.
 */
export function deriveRemove(options: DeriveOptions & { readonly field: string }): Promise<Report> {
  return work(options, (db) => {
    removeField(db, options.field);
    return { lines: [`Removed ${options.field}.`], json: { name: options.field }, errors: 0 };
  });
}

/** Options of `derive run`. */
export interface DeriveRunOptions extends DeriveOptions {
  /** Whether errors are stored as markers. Default: false. */
  readonly debug?: boolean;
  /** Files in one transaction. Default: 500. */
  readonly chunk?: number;
}

/** Works out every field for every file. */
export async function deriveRun(
  options: DeriveRunOptions,
  context: CommandContext,
): Promise<Report> {
  const { debug = false, chunk = DEFAULT_CHUNK } = options;
  checkChunk(chunk);
  return await work(options, async (db) => {
    const fields = listFields(db);
    const runner = new Runner(db, fields, { debug, chunk });
    const progress = context.progress("Deriving", "files");
    let interrupted = false;
    try {
      for (const _chunk of runner.run()) {
        progress.update(runner.counts.files);
        if (needsBreath()) await breathe();
        interrupted = context.interrupted();
        if (interrupted) break;
      }
    } finally {
      progress.end();
    }
    return report(runner, fields.length, debug, interrupted);
  });
}

function report(
  { counts }: Runner,
  fields: number,
  debug: boolean,
  interrupted: boolean,
): Report {
  const { files, values, written, errors } = counts;
  const lines = [
    `Worked out ${plural(fields, "field")} for ${plural(files, "file")}: ` +
    `${plural(values, "value")}, ${plural(written, "row")} written.`,
  ];
  if (Object.keys(errors).length > 0) {
    const where = debug ? "see derived_values.error" : "--debug stores why";
    lines.push(`Without a value: ${listed(errors)}; ${where}.`);
  }
  if (interrupted) lines.push("Stopped before the end; run again to go on.");
  return { lines, json: { fields, ...counts }, errors: 0, interrupted };
}

type Use = (db: DatabaseSync) => Report | Promise<Report>;

function work(options: DeriveOptions, use: Use): Promise<Report> {
  return on((path) => openForWork(path, { ...options, create: false }), options, use);
}

async function on(
  open: (path: string, options: DeriveOptions) => DatabaseSync,
  options: DeriveOptions,
  use: Use,
): Promise<Report> {
  using db = open(options.database, options);
  return await naming(options.database, async () => await use(db));
}
