/**
 * Objects that each migration makes, found by applying all of them to an empty database: the DDL is the only list of columns.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { isSqliteError } from "../host/errors.ts";
import { skipBlank } from "../host/rows.ts";
import { mayWriteSchema } from "./defensive.ts";
import { keyOf, keysOf, objectsOf, type StoredObject } from "./objects.ts";
import type { Migration } from "./sequence.ts";
import { type AddedColumn, columnNames, shapeOf, type TableShape } from "./shape.ts";

/** An object as a migration leaves it. */
export interface OwnObject extends StoredObject {
  /** Every form that an object of its name has in any version. */
  readonly forms: ReadonlySet<string>;
}

/** Objects that one migration makes. */
export interface Changes {
  readonly tables: readonly TableShape[];
  readonly columns: readonly AddedColumn[];
  /** All objects that it creates, changes, or drops and creates anew. */
  readonly objects: readonly OwnObject[];
}

/** Objects of a migration that is not looked into. */
export const NO_CHANGES: Changes = { tables: [], columns: [], objects: [] };

/**
 * Finds which objects each migration makes, and which columns it adds to tables of earlier ones.
 *
 * @param migrations All migrations of the set, in order.
 * @returns By version; nothing from the first migration on that SQLite refuses: applying it will say what is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inSequence } from "./sequence.ts";
 * const changes = changesByVersion(inSequence([
 *   { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY);" },
 *   { name: "0002_b.sql", sql: "ALTER TABLE a ADD COLUMN b TEXT;" },
 * ]));
 * assert.equal(changes.get(1)?.tables[0]?.name, "a");
 * assert.equal(changes.get(2)?.columns[0]?.column.name, "b");
 * ```
 */
export function changesByVersion(migrations: readonly Migration[]): Map<number, Changes> {
  using model = new DatabaseSync(":memory:");
  mayWriteSchema(model, true);
  const changes = new Map<number, Changes>();
  const forms = new Map<string, Set<string>>();
  const everyColumns = new Map<string, Set<string>>();
  let before: readonly StoredObject[] = [];
  for (const { version, sql } of migrations) {
    try {
      const { columns, dropped } = applyTo(model, sql);
      const after = objectsOf(model);
      const known = new Map(before.map((object) => [keyOf(object), object.form]));
      const objects = after.filter((object) => known.get(keyOf(object)) !== object.form)
        .concat(after.filter((object) => dropped.has(keyOf(object))))
        .map((object) => ({ ...object, forms: remember(forms, object) }));
      const tables = objects.filter(({ kind, name }) =>
        kind === "table" && !known.has(keyOf({ kind, name }))
      )
        .map(({ name, forms }) => {
          const shape = shapeOf(model, name);
          const everyColumn = new Set(shape.columns.map((column) => column.name));
          everyColumns.set(name, everyColumn);
          return { ...shape, forms, everyColumn };
        });
      for (const { table, column } of columns) everyColumns.get(table)?.add(column.name);
      changes.set(version, { tables, columns, objects });
      before = after;
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      break;
    }
  }
  return changes;
}

/** Adds an object's form to those of its name, which grow with each version. */
function remember(forms: Map<string, Set<string>>, object: StoredObject): ReadonlySet<string> {
  const known = forms.get(keyOf(object)) ?? new Set();
  forms.set(keyOf(object), known.add(object.form));
  return known;
}

/** Effects of a migration that its result does not tell. */
interface Effects {
  readonly columns: readonly AddedColumn[];
  /** Keys of objects that it drops, whether or not it creates them anew. */
  readonly dropped: ReadonlySet<string>;
}

/** Applies a migration, statement by statement where it may add columns or drop objects. */
function applyTo(model: DatabaseSync, sql: string): Effects {
  const columns: AddedColumn[] = [];
  const dropped = new Set<string>();
  if (!/\b(?:ALTER|DROP)\b/i.test(sql)) {
    model.exec(sql); // a third of the time
    return { columns, dropped };
  }
  for (let rest = skipBlank(sql); rest !== "";) {
    const text = model.prepare(rest).sourceSQL;
    const isDrop = /^DROP\b/i.test(text);
    const before = /^ALTER\b/i.test(text) ? columnNames(model) : null;
    const keys = isDrop ? keysOf(model) : [];
    model.exec(text);
    const start = sql.length - rest.length;
    for (const [table, names] of before === null ? [] : columnNames(model)) {
      const known = before?.get(table);
      const name = known && names.find((name) => !known.includes(name));
      // A column that was renamed is not new.
      if (name === undefined || names.length === known?.length) continue;
      const column = shapeOf(model, table).columns.find((column) => column.name === name);
      if (column) columns.push({ table, column, start, end: start + text.length });
    }
    const left = new Set(isDrop ? keysOf(model) : []);
    keys.filter((key) => !left.has(key)).forEach((key) => dropped.add(key));
    rest = skipBlank(rest.slice(text.length));
  }
  return { columns, dropped };
}
