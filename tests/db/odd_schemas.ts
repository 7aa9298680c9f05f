/**
 * Databases as users may have made them: tables, views, indexes and triggers under our names or beside them, in any shape.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { columnsOf, tablesOf } from "../../src/db/tables.ts";
import { rows } from "./fixtures.ts";

function model(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS });
  return db;
}

/** Our columns by table, with their types. */
export const OURS: ReadonlyMap<string, ReadonlyMap<string, string>> = (() => {
  using db = model();
  const tables = tablesOf(db).filter(({ type }) => type !== "shadow");
  return new Map(
    tables.map(({ name }) => [
      name,
      new Map(columnsOf(db, name).map((column) => [column.name, column.type])),
    ]),
  );
})();

const OBJECTS: readonly string[] = (() => {
  using db = model();
  return rows(
    db,
    "SELECT name FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'prompt_search_%'",
  )
    .map(([name]) => String(name));
})();

/** Columns of the user's own. */
export const OWN = ["note", "rating", "owner", "my_tag", "Sidecar", "width"];

const cased = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    name,
    name,
    name,
    `"${name.toUpperCase()}"`,
    `[${name.replace(/(^|_)[a-z]/g, (part) => part.toUpperCase())}]`,
  );

const TYPE = fc.constantFrom("TEXT", "INTEGER", "REAL", "BLOB", "", "NUMERIC", "VARCHAR(20)");

/** Weighted, so that many schemas can be adopted and many have one flaw. */
const constraint = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constant("") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "NOT NULL",
        "NOT NULL DEFAULT 7",
        "DEFAULT 'none'",
        "UNIQUE",
        "UNIQUE ON CONFLICT REPLACE",
        "NOT NULL DEFAULT 7 UNIQUE ON CONFLICT REPLACE",
        "COLLATE NOCASE",
        `CHECK (${name} IS NULL OR length(${name}) < 40)`,
        `CHECK (${name} IN ('a', 'b', 7))`,
        "REFERENCES other(id)",
        "REFERENCES other(id) ON DELETE CASCADE",
        "AS (1)",
        "GENERATED ALWAYS AS (length('abc')) STORED",
      ),
    },
  );

function column(name: string, type: string | null): fc.Arbitrary<string> {
  const types = type === null
    ? TYPE
    : fc.oneof({ weight: 9, arbitrary: fc.constant(type) }, { weight: 1, arbitrary: TYPE });
  return fc.tuple(cased(name), types, constraint(name)).map((parts) => parts.join(" "));
}

const SUFFIX = fc.oneof(
  { weight: 15, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      " STRICT",
      " STRICT",
      " STRICT",
      " WITHOUT ROWID",
      " STRICT, WITHOUT ROWID",
    ),
  },
);

const KEY = fc.oneof(
  { weight: 30, arbitrary: fc.constant("INTEGER PRIMARY KEY") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "INTEGER",
      "TEXT PRIMARY KEY",
      "INTEGER PRIMARY KEY AUTOINCREMENT",
      "INTEGER PRIMARY KEY DESC",
    ),
  },
);

function subsetOf<T>(values: readonly T[], maxLength: number): fc.Arbitrary<T[]> {
  return fc.subarray([...values], { maxLength: Math.min(maxLength, values.length) });
}

/** `files`, nearly always with what it needs. */
const FILES = fc.tuple(
  cased("files"),
  fc.tuple(cased("id"), KEY).map((parts) => parts.join(" ")),
  column("metadata_json", "TEXT"),
  subsetOf([...OURS.get("files") ?? []].filter(([name]) => !/^(id|metadata_json)$/.test(name)), 6)
    .chain((names) => fc.tuple(...names.map(([name, type]) => column(name, type)))),
  subsetOf(OWN, 3).chain((names) => fc.tuple(...names.map((name) => column(name, null)))),
  SUFFIX,
).map(([name, id, text, ours, own, suffix]) =>
  `CREATE TABLE ${name} (${[id, text, ...ours, ...own].join(", ")})${suffix}`
);

const NAMES = [...OURS.keys()].filter((name) => name !== "files");

/** A table or view under one of our names. */
const NAMESAKE = fc.constantFrom(...NAMES, "models", "models", "lora_usages", "lora_usages").chain(
  (name) => {
    const ours = [...OURS.get(name) ?? []];
    return fc.record({
      name: cased(name),
      key: fc.tuple(cased(ours[0]?.[0] ?? "id"), KEY).map((parts) => parts.join(" ")),
      some: subsetOf(ours.slice(1), 30)
        .chain((some) => fc.tuple(...some.map(([name, type]) => column(name, type)))),
      own: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: subsetOf(OWN, 2)
            .chain((names) => fc.tuple(...names.map((name) => column(name, null)))),
        },
      ),
      suffix: SUFFIX,
      isView: fc.nat(4).map((n) => n === 0),
    }).map(({ name, key, some, own, suffix, isView }) => {
      const columns = [key, ...some, ...own];
      if (!isView) return `CREATE TABLE ${name} (${columns.join(", ")})${suffix}`;
      return `CREATE VIEW ${name} AS SELECT ${
        columns.map((declared) => `1 AS ${declared.split(" ")[0]}`).join(", ")
      }`;
    });
  },
);

const BESIDE = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      "files(id)",
      "models(file_id)",
      "lora_usages(id)",
      "mine(id)",
      "settings(name)",
    ),
    fc.constantFrom("", " ON DELETE CASCADE", " ON DELETE RESTRICT", " ON DELETE SET NULL"),
  ).map(([parent, action]) =>
    `CREATE TABLE hanging (id INTEGER PRIMARY KEY, up REFERENCES ${parent}${action}, note TEXT)`
  ),
  fc.tuple(
    fc.constantFrom("", "UNIQUE "),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant("my_index") },
      { weight: 1, arbitrary: fc.constantFrom(...OBJECTS) },
    ),
    fc.constantFrom(
      "file_path",
      "status",
      "note",
      "file_hash, note",
      "lower(file_path)",
      "metadata_json",
      "kind",
    ),
    fc.constantFrom("", " WHERE note IS NOT NULL", " WHERE status = 'ok'"),
  ).map(([unique, name, columns, where]) =>
    `CREATE ${unique}INDEX ${name} ON files(${columns})${where}`
  ),
  fc.tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constant("my_trigger") },
      { weight: 1, arbitrary: fc.constantFrom(...OBJECTS) },
    ),
    fc.constantFrom("INSERT", "UPDATE", "DELETE", "UPDATE OF metadata_json"),
    fc.constantFrom("files", "models", "lora_usages"),
  ).map(([name, event, table]) =>
    `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN INSERT INTO log VALUES ('${event}'); END`
  ),
  fc.constantFrom(
    "CREATE VIEW my_view AS SELECT id, metadata_json FROM files",
    "CREATE VIEW broken AS SELECT a FROM nowhere",
    "CREATE VIEW later AS SELECT * FROM image_details",
    "CREATE VIEW whole AS SELECT * FROM files",
    "CREATE VIEW states AS SELECT status FROM files JOIN (SELECT 1 AS status)",
    `CREATE TRIGGER other_files AFTER INSERT ON other BEGIN
       INSERT INTO files (metadata_json) SELECT note FROM mine WHERE note = ''; END`,
    `CREATE TRIGGER more_mine AFTER INSERT ON files BEGIN
       INSERT INTO log SELECT * FROM files WHERE id = new.id; END`,
    `CREATE TRIGGER instead INSTEAD OF UPDATE ON my_view BEGIN
       UPDATE mine SET note = new.metadata_json WHERE id = new.id; END`,
    "CREATE VIRTUAL TABLE my_search USING fts5(note)",
    "CREATE VIRTUAL TABLE prompt_search USING fts5(clean_positive, clean_negative)",
    "CREATE TABLE prompt_search_config (k, v)",
    "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY)",
    "CREATE TABLE mine_too (id INTEGER PRIMARY KEY, note TEXT CHECK (note <> '')) STRICT",
  ),
);

/** Scripts of a user's database; statements that SQLite refuses are left out. */
export const SCHEMA: fc.Arbitrary<string[]> = fc.tuple(
  fc.array(FILES, { minLength: 1, maxLength: 1 }),
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([] as string[]) },
    { weight: 2, arbitrary: fc.array(NAMESAKE, { minLength: 1, maxLength: 2 }) },
  ),
  fc.array(BESIDE, { maxLength: 4 }),
).map(([files, namesakes, beside]) => [
  "CREATE TABLE other (id INTEGER PRIMARY KEY, note TEXT)",
  "CREATE TABLE mine (id INTEGER PRIMARY KEY, note TEXT NOT NULL)",
  "CREATE TABLE log (event TEXT)",
  ...files,
  ...namesakes,
  ...beside,
]);
