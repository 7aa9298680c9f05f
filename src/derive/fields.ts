/**
 * The user's derived fields: names and expressions, in order.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import { ExpressionError } from "../expression/error.ts";
import { checkExpression } from "../expression/evaluate.ts";

/** Kind of file that a field is worked out for. */
export type FieldSubject = "image" | "model";

/** One derived field. */
export interface DerivedField {
  readonly name: string;
  readonly expression: string;
  readonly kind: FieldSubject;
}

/** A field that cannot be added, changed or removed; the message is one line. */
export class DeriveError extends Error {
  override readonly name = "DeriveError";
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** All fields in the order in which they are worked out. */
export function listFields(db: DatabaseSync): DerivedField[] {
  return db.prepare(
    "SELECT name, expression, kind FROM derived_fields ORDER BY position IS NULL, position, name",
  ).all().map((row) => ({
    name: String(row["name"]),
    expression: String(row["expression"]),
    kind: row["kind"] === "model" ? "model" : "image",
  }));
}

/**
 * Adds a field, or gives a field another expression and place.
 *
 * @param before The field in front of which it is put; without it, it is the last, or stays where it is.
 * @throws {DeriveError} If its name or expression cannot be used, or there is no field `before`.
 */
export function addField(db: DatabaseSync, field: DerivedField, before?: string): void {
  const refuse = (state: string): never => {
    throw new DeriveError(`Cannot add the field "${field.name}": ${state}`);
  };
  if (!NAME.test(field.name)) {
    refuse("its name must be lower-case letters, digits and _, beginning with a letter");
  }
  try {
    checkExpression(field.expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    refuse(error.message);
  }
  transaction(db, () => {
    const fields = listFields(db);
    const others = fields.filter(({ name }) => name !== field.name);
    const target = before ?? fields[fields.findIndex(({ name }) => name === field.name) + 1]?.name;
    const isNew = others.length === fields.length;
    const place = before === undefined && isNew
      ? others.length
      : others.findIndex(({ name }) => name === target);
    if (before !== undefined && place < 0) refuse(`there is no field "${before}"`);
    const at = place < 0 ? others.length : place;
    write(db, [...others.slice(0, at), field, ...others.slice(at)]);
  });
}

/**
 * Removes a field and its values.
 *
 * @throws {DeriveError} If there is none of that name.
 */
export function removeField(db: DatabaseSync, name: string): void {
  transaction(db, () => {
    const fields = listFields(db);
    const left = fields.filter((field) => field.name !== name);
    if (left.length === fields.length) {
      throw new DeriveError(`Cannot remove the field "${name}": there is none of that name`);
    }
    write(db, left);
    db.prepare("DELETE FROM derived_values WHERE name = ?").run(name);
  });
}

function write(db: DatabaseSync, fields: readonly DerivedField[]): void {
  db.exec("DELETE FROM derived_fields");
  const insert = db.prepare(
    "INSERT INTO derived_fields (name, expression, position, kind) VALUES (?, ?, ?, ?)",
  );
  fields.forEach(({ name, expression, kind }, index) =>
    insert.run(name, expression, index + 1, kind)
  );
}
