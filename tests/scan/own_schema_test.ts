import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column } from "./rows.ts";

/** What a user may have made of our functions in the schema. */
const SCHEMAS: readonly { what: string; sql: string }[] = [
  { what: "an index", sql: "CREATE INDEX mine ON files(sd_detect(metadata_json))" },
  {
    what: "a partial index",
    sql: "CREATE INDEX mine ON files(file_path) WHERE sd_detect(metadata_json) = 'a1111'",
  },
  {
    what: "a column",
    sql: "ALTER TABLE files ADD COLUMN mine TEXT AS (sd_detect(metadata_json))",
  },
  {
    what: "triggers",
    sql: `CREATE TRIGGER mine AFTER INSERT ON files BEGIN SELECT sd_detect(NEW.metadata_json); END;
      CREATE TRIGGER other AFTER UPDATE ON files BEGIN SELECT sd_detect(NEW.metadata_json); END`,
  },
];

for (const { what, sql } of SCHEMAS) {
  Deno.test(
    `${what} with our functions in it is no obstacle to any scan`,
    inWorkspace(async (space) => {
      {
        using db = openForWork(space.database, { create: true });
        db.exec(sql);
      }
      space.put("a.png", pngWith(infotext(1)));
      space.put("b.png", pngWith(infotext(2)));
      assert.equal((await space.scan()).added, 2);
      const again = await space.scan();
      assert.deepEqual([again.unchanged, again.opened, again.rows_written], [2, 0, 0]);
      space.put("a.png", pngWith(infotext(3)));
      space.remove("b.png");
      const last = await space.scan();
      assert.deepEqual([last.changed, last.missing, last.report.errors], [1, 1, 0]);
      assert.deepEqual(column(space, "status"), { "a.png": "ok", "b.png": "missing" });
    }),
  );
}
