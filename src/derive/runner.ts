/**
 * Works out derived fields: one pass over the files, the fields of each in order.
 *
 * A field sees those before it and no others, so that none can depend on itself.
 *
 * @module
 */
import { MIN_INTEGER } from "../host/values.ts";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import { ExpressionError } from "../expression/error.ts";
import { evaluateOver } from "../expression/evaluate.ts";
import { variableOf } from "../expression/values.ts";
import { toSql } from "../host/values.ts";
import type { DerivedField, FieldSubject } from "./fields.ts";
import { Inputs, VARIABLES } from "./inputs.ts";

/** Options of a run. */
export interface RunnerOptions {
  /** Whether an error is stored as a marker; without it the field is left out. */
  readonly debug: boolean;
  /** Files in one transaction. */
  readonly chunk: number;
}

/** Counts of a run. */
export interface DeriveCounts {
  files: number;
  /** Values that were worked out. */
  values: number;
  /** Rows that were written or removed. */
  written: number;
  /** Expressions that gave no value, by field. */
  readonly errors: Record<string, number>;
}

/** CEL has no other way to a variable than by its name. */
function mentions(expression: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(expression);
}

/** Works out fields, chunk by chunk. */
export class Runner {
  readonly counts: DeriveCounts = { files: 0, values: 0, written: 0, errors: {} };
  private readonly inputs: Inputs;
  private readonly write: StatementSync;
  private readonly omit: StatementSync;

  constructor(
    private readonly db: DatabaseSync,
    private readonly fields: readonly DerivedField[],
    private readonly options: RunnerOptions,
  ) {
    const isMentioned = (name: string): boolean =>
      fields.some(({ expression }) => mentions(expression, name));
    this.inputs = new Inputs(db, new Set(VARIABLES.filter(isMentioned)));
    this.write = db.prepare(
      `INSERT INTO derived_values (file_id, name, value, error) VALUES (:id, :name, :value, :error)
       ON CONFLICT (file_id, name) DO UPDATE SET value = excluded.value, error = excluded.error
       WHERE value IS NOT excluded.value OR typeof(value) <> typeof(excluded.value)
         OR error IS NOT excluded.error`,
    );
    this.omit = db.prepare("DELETE FROM derived_values WHERE file_id = :id AND name = :name");
  }

  /** Works through everything; each step is a chunk that is committed. */
  *run(): Generator<void> {
    for (const kind of ["image", "model"] as const) {
      const fields = this.fields.filter((field) => field.kind === kind);
      if (fields.length === 0) continue;
      let after = MIN_INTEGER;
      for (;;) {
        const ids = this.inputs.filesAfter(kind, after, this.options.chunk);
        const last = ids.at(-1);
        if (last === undefined) break;
        transaction(this.db, () => ids.forEach((id) => this.file(kind, id, fields)));
        after = last;
        yield;
      }
    }
    this.tidy();
  }

  private file(kind: FieldSubject, id: bigint, fields: readonly DerivedField[]): void {
    const derived = new Map<string, unknown>();
    const variables = new Map<string, unknown>([["derived", derived]]);
    const unusable = new Map<string, ExpressionError>();
    for (const [name, value] of Object.entries(this.inputs.read(kind, id))) {
      try {
        variables.set(name, variableOf(value));
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        unusable.set(name, error);
      }
    }
    this.counts.files++;
    for (const { name, expression } of fields) {
      try {
        for (const [name, error] of unusable) if (mentions(expression, name)) throw error;
        const { value, result } = evaluateOver(expression, variables);
        derived.set(name, value);
        this.counts.values++;
        const row = { id, name, value: toSql(result), error: null };
        this.counts.written += Number(this.write.run(row).changes);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        this.failed(id, name, error);
      }
    }
  }

  private failed(id: bigint, name: string, { fault, message }: ExpressionError): void {
    const { errors } = this.counts;
    // A field may be called "constructor".
    errors[name] = (Object.hasOwn(errors, name) ? errors[name] ?? 0 : 0) + 1;
    const { changes } = this.options.debug
      ? this.write.run({ id, name, value: null, error: `${fault}: ${message}` })
      : this.omit.run({ id, name });
    this.counts.written += Number(changes);
  }

  /** Values whose field is gone, is of the other kind, or whose file has nothing to work with any more. */
  private tidy(): void {
    const { changes } = this.db.prepare(
      `DELETE FROM derived_values WHERE NOT EXISTS (
         SELECT 1 FROM derived_fields AS f
         WHERE f.name = derived_values.name AND iif(
           f.kind = 'model',
           file_id IN (SELECT file_id FROM model_files),
           file_id IN (SELECT file_id FROM models)
         )
       )`,
    ).run();
    this.counts.written += Number(changes);
  }
}
