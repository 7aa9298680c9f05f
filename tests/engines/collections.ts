/** Databases of pictures as a person has them: filled, extracted, changed, and listed as the examples' pages say. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LISTS } from "../../examples/columns.ts";
import { mixedText } from "../../bench/texts.ts";
import { migrate, openDatabase, writeSetting } from "../../mod.ts";
import { extract } from "../../src/commands/extract.ts";
import { query } from "../../src/commands/query.ts";
import { QUIET } from "../../src/work/command.ts";
import { run } from "./install.ts";
import { ODD } from "./rows.ts";

/** The pages' command for a database photos.sqlite. */
export const LISTING =
  'deno task --quiet query photos.sqlite "$(sed s/{{collection}}/photos/ examples/pictures.sql)" --json';

/** A row by its columns: integers that a double does not hold are text. */
export type Row = Record<string, unknown>;

const ODD_ONE_IN = 20;

/** A database, named as its collection. */
export interface Collection {
  readonly name: string;
  readonly database: string;
}

/** Makes a database of `count` pictures, and one model file; the same numbers and paths in each, but other texts. */
export async function newCollection(
  folder: string,
  name: string,
  count: number,
): Promise<Collection> {
  const collection = { name, database: join(folder, `${name}.sqlite`) };
  {
    using db = openDatabase(collection.database, { create: true });
    migrate(db);
    // Elsewhere there are no former records.
    writeSetting(db, "on_missing", "delete");
    const insert = db.prepare(
      "INSERT INTO files (file_path, file_mtime, status, metadata_json) VALUES (?, ?, 'ok', ?)",
    );
    db.exec("BEGIN");
    for (let n = 1; n <= count; n++) {
      const odd = n % ODD_ONE_IN === 0;
      const text = odd ? ODD[n / ODD_ONE_IN % ODD.length] ?? null : newText(name, n);
      insert.run(n % 100 === 13 ? null : `/images/${n} 猫 'x'.png`, mtime(n), text);
    }
    db.exec(
      `UPDATE files SET metadata_json = CAST(metadata_json AS BLOB) WHERE id % 100 = 17;
       INSERT INTO files (file_path, kind, metadata_json)
       VALUES ('/models/moss.safetensors', 'model', '{"a": 1}');
       COMMIT`,
    );
  }
  await extract({ database: collection.database }, QUIET);
  return collection;
}

const newText = (name: string, n: number): string =>
  mixedText(n + [...name].reduce((sum, char) => sum + char.charCodeAt(0) * 1e6, 0));

/** Nanoseconds, or whole seconds as older programs wrote, or none. */
function mtime(n: number): bigint | null {
  if (n % 30 === 0) return null;
  return n % 7 === 0
    ? 1_700_000_000n + BigInt(n)
    : 1_700_000_000_123_456_789n + BigInt(n) * 10n ** 9n;
}

/** Changes a good third of it in every way. */
export async function change({ name, database }: Collection): Promise<void> {
  {
    using db = openDatabase(database);
    const update = db.prepare("UPDATE files SET metadata_json = ? WHERE id = ?");
    const ids = db.prepare("SELECT id FROM files WHERE kind = 'image' AND id % 10 = 3").all();
    db.exec("BEGIN");
    for (const { id } of ids as { id: number }[]) update.run(newText(name, id + 500_000), id);
    db.exec(
      `UPDATE files SET metadata_json = 'a cat without any' WHERE id % 20 = 7;
       UPDATE files SET metadata_json = NULL WHERE id % 50 = 9;
       UPDATE files SET file_mtime = file_mtime + 60 WHERE id % 40 = 6;
       UPDATE files SET status = 'missing' WHERE id % 40 = 4;
       UPDATE files SET file_path = '/moved/' || id WHERE id % 40 = 2;
       DELETE FROM files WHERE id % 20 = 1;
       INSERT INTO files (file_path, status, metadata_json)
       SELECT '/new/' || id, 'ok', metadata_json FROM files WHERE id % 20 = 8;
       -- The name of another, which is gone.
       UPDATE files SET file_path = '/images/1 猫 ''x''.png' WHERE id = 2;
       COMMIT`,
    );
  }
  await extract({ database }, QUIET);
}

/** Lists its pictures into a file, as the pages say. */
export async function list({ name, database }: Collection, file: string): Promise<void> {
  const command = LISTING.replace("deno ", '"$0" ').replace("photos.sqlite", '"$1"')
    .replace("photos", name);
  await run("sh", "-c", `${command} > "$2"`, Deno.execPath(), database, file);
}

const names = (list: string, of: string): string =>
  Object.keys(LISTS[list] ?? {}).map((column) => `${of}.${column}`).join(", ");

const KEY = "coalesce(f.file_path, 'file ' || f.id) AS file_path";

/** Queries over SQLite's tables by the name of the view that has the same rows elsewhere, with a collection too. */
export const TABLES: Readonly<Record<string, string>> = {
  files: `SELECT ${KEY}, f.file_mtime, f.status, CAST(f.metadata_json AS TEXT) AS metadata_json
    FROM files AS f WHERE f.kind = 'image'`,
  models: `SELECT ${KEY}, ${
    names("record", "m")
  } FROM models AS m JOIN files AS f ON f.id = m.file_id`,
  lora_usages: `SELECT ${KEY}, ${
    names("usage", "u")
  } FROM lora_usages AS u JOIN files AS f ON f.id = u.file_id`,
  image_resources: `SELECT ${KEY}, ${names("resource", "r")}
    FROM image_resources AS r JOIN files AS f ON f.id = r.file_id`,
  image_details:
    "SELECT *, CAST(seed AS TEXT) AS seed, coalesce(file_path, 'file ' || file_id) AS file_path FROM image_details",
};

/** The rows of a query over a database, NULs in texts included. */
function rowsHere({ database }: Collection, sql: string): Row[] {
  const rows: Row[] = [];
  let names: readonly string[] = [];
  query({ database, sql }, {
    begin: (columns) => names = columns,
    row: (values) =>
      rows.push(Object.fromEntries(values.map((value, i) => [
        names[i],
        typeof value === "bigint" ? plainInteger(String(value)) : value,
      ]))),
    end: () => {},
  });
  return rows;
}

const plainInteger = (digits: string): number | string =>
  digits.replace("-", "").length < 16 ? Number(digits) : digits;

const { parse } = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): Row;
};

/** Rows that an engine wrote as JSON, one a line. */
export function rowsOf(text: string): Row[] {
  return text.split("\n").filter((line) => line !== "").map((line) =>
    parse(
      line,
      (_key, value, { source }) =>
        typeof value === "number" && /^-?\d+$/.test(source) ? plainInteger(source) : value,
    )
  );
}

/** Columns that are not there elsewhere: numbers of one database, and former records. */
const HERE_ONLY = ["file_id", "is_former"];

/** Rows of all collections as the view of that name has them. */
export function expected(collections: readonly Collection[], view: string): Row[] {
  return collections.flatMap((collection) =>
    rowsHere(collection, TABLES[view] ?? "").map((row) => {
      for (const column of HERE_ONLY) delete row[column];
      return { collection: collection.name, ...row };
    })
  );
}

/** Rows of the view `lora_use_counts` over all collections together. */
export function expectedCounts(collections: readonly Collection[]): Row[] {
  const all: Collection = { name: "all", database: `${collections[0]?.database}.all` };
  using db = openDatabase(all.database, { create: true });
  migrate(db);
  for (const [i, { database }] of collections.entries()) {
    db.prepare("ATTACH ? AS one").run(database);
    const shift = i * 1_000_000;
    db.exec(
      `INSERT INTO files (id, file_mtime) SELECT id + ${shift}, file_mtime FROM one.files;
       INSERT INTO models (file_id, generation_timestamp, metadata_hash)
       SELECT file_id + ${shift}, generation_timestamp, metadata_hash FROM one.models;
       INSERT INTO lora_usages (file_id, lora_name, weight, position_index)
       SELECT file_id + ${shift}, lora_name, weight, position_index FROM one.lora_usages;
       DETACH one`,
    );
  }
  const rows = rowsHere(all, "SELECT * FROM lora_use_counts");
  db.exec("DELETE FROM lora_usages; DELETE FROM models; DELETE FROM files");
  return rows;
}

const SHOWN_ROWS = 3;
const SHOWN_CHARACTERS = 400;

/** Rows are the same, whatever their order; says which are not. */
export function sameRows(there: readonly Row[], here: readonly Row[], name: string): void {
  const [found, wanted] = [there, here].map((rows) => rows.map(comparable).toSorted());
  const [more, less] = [[found, wanted], [wanted, found]].map(([some = [], others = []]) => {
    const known = new Set(others);
    return some.filter((row) => !known.has(row));
  });
  const shown = [more, less].map((rows) =>
    rows?.slice(0, SHOWN_ROWS).map((row) => row.slice(0, SHOWN_CHARACTERS)).join("\n")
  );
  assert.deepEqual([more?.length, less?.length], [0, 0], [name, ...shown].join("\n\n"));
  assert.equal(there.length, here.length, name);
}

/** A row as text. */
function comparable(row: Row): string {
  return JSON.stringify(
    Object.keys(row).toSorted().map((key) => {
      const value = row[key] ?? null;
      if (key === "params" && value !== null) return JSON.parse(String(value));
      // Sums depend on their order in the last digit.
      return key === "average_weight" ? Number(value).toPrecision(12) : [key, value];
    }),
  );
}
