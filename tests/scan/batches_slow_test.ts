import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { infotext, inWorkspace, pngWith, type Row } from "../support/workspace.ts";

const COUNT = 130;
/** Longer than a batch takes. */
const LONG = "fern, ".repeat(60_000);

/** The user's own triggers on new files, with the number of files that get no row. */
const TRIGGERS: readonly { what: string; refused: number; sql: string }[] = [
  { what: "nothing else", refused: 0, sql: "" },
  {
    what: "a trigger that notes each row",
    refused: 0,
    sql: `CREATE TRIGGER mine AFTER INSERT ON files BEGIN
      INSERT INTO notes VALUES (NEW.id, typeof(NEW.file_size) || last_insert_rowid()); END`,
  },
  // After FAIL the row stays that the trigger saw.
  ...([["ABORT", 3], ["FAIL", 0], ["ROLLBACK", 3]] as const).map(([how, refused]) => ({
    what: `a trigger that says ${how} to some`,
    refused,
    sql: `CREATE TRIGGER mine AFTER INSERT ON files WHEN NEW.file_path LIKE '%7_.png' BEGIN
      INSERT INTO notes VALUES (NEW.id, NULL);
      SELECT RAISE(${how}, 'not today') WHERE NEW.file_path GLOB '*[135].png'; END`,
  })),
  {
    what: "a trigger that leaves some out",
    refused: 0,
    sql: `CREATE TRIGGER mine BEFORE INSERT ON files WHEN NEW.file_path LIKE '%7_.png'
      BEGIN SELECT RAISE(IGNORE); END`,
  },
  {
    what: "a trigger that adds a file before the scan comes to it",
    refused: 0,
    sql: `CREATE TRIGGER mine AFTER INSERT ON files WHEN NEW.file_path LIKE '%120.png' BEGIN
      INSERT INTO files (file_path) VALUES (replace(NEW.file_path, '120', '140')); END`,
  },
];

for (const { what, refused, sql } of TRIGGERS) {
  Deno.test(
    `many new files with ${what} give the same rows as one by one`,
    inWorkspace(async (space) => {
      for (let n = 0; n < COUNT; n++) {
        const text = n === 110 ? LONG + infotext(n) : infotext(n);
        space.put(`${100 + n}.png`, n % 9 === 4 ? "no picture" : pngWith(text));
      }
      const [together, apart] = await Promise.all([500, 1].map(async (chunk) => {
        const database = `${space.database}-${chunk}`;
        {
          using db = openForWork(database, { create: true });
          db.exec(`CREATE TABLE notes (id INTEGER, note TEXT); ${sql}`);
        }
        const { report, added, errors } = await space.scan({ database, chunk });
        const rows = (table: string): Row[] =>
          space.sqlIn(database, `SELECT * FROM ${table} ORDER BY 1`);
        return { report, added, errors, files: rows("files"), notes: rows("notes") };
      }));
      assert.deepEqual(together, apart);
      assert.equal(together?.errors.length, refused);
      assert.equal(together?.added, COUNT - refused);
    }),
  );
}
