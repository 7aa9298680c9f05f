import assert from "node:assert/strict";
import { infotext, inWorkspace, type Workspace } from "../support/workspace.ts";

const FIFTY = Array.from({ length: 50 }, (_, index) => infotext(index + 1));

/** Asserts what a run leaves that could not write the row of file 20 alone. */
function assertOnly20Failed(space: Workspace, message: RegExp): void {
  assert.equal(space.value("SELECT count(*) FROM models"), 49n);
  assert.equal(space.value("SELECT count(*) FROM lora_usages"), 49n);
  const problems = space.sql("SELECT file_id, file_path, stage, message FROM extraction_problems");
  assert.equal(problems.length, 1);
  assert.deepEqual([problems[0]?.file_id, problems[0]?.file_path, problems[0]?.stage], [
    20n,
    "/p/20.png",
    "extract",
  ]);
  assert.match(String(problems[0]?.message), message);
  assert.deepEqual(space.sql("SELECT id FROM files WHERE extraction_pending = 1"), [{ id: 20n }]);
}

const REFUSALS = [
  { how: "a trigger that aborts", raise: "RAISE(ABORT, 'seed 20 is\n cursed')" },
  { how: "a trigger that fails", raise: "RAISE(FAIL, 'seed 20 is cursed')" },
  { how: "a trigger that rolls back", raise: "RAISE(ROLLBACK, 'seed 20 is cursed')" },
];

for (const { how, raise } of REFUSALS) {
  for (const table of ["models", "lora_usages"]) {
    Deno.test(
      `${how} for one row of ${table} leaves its file waiting and commits the other 49 of the chunk`,
      inWorkspace(async (space) => {
        space.fill(FIFTY);
        space.exec(`CREATE TRIGGER mine BEFORE INSERT ON ${table}
          WHEN NEW.file_id = 20 BEGIN SELECT ${raise}; END`);
        const first = await space.extract({ chunk: 50 });
        assert.deepEqual([first.files, first.failed, first.models, first.usages], [50, 1, 49, 49]);
        assert.equal(first.report.errors, 1);
        assert.match(
          first.report.lines.join("\n"),
          /Failed: 1 file; see the table extraction_errors/,
        );
        assertOnly20Failed(space, /^seed 20 is cursed$/);
        const second = await space.extract({ chunk: 50 });
        assert.deepEqual([second.files, second.failed, second.models], [1, 1, 0]);
        assertOnly20Failed(space, /cursed/);
        space.exec("DROP TRIGGER mine");
        const third = await space.extract();
        assert.deepEqual([third.files, third.failed, third.models], [1, 0, 1]);
        assert.equal(third.report.errors, 0);
        assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
      }),
    );
  }
}

for (const message of ["database is locked", "disk I/O error", "database or disk is full"]) {
  Deno.test(
    `a trigger that says "${message}" is about its row, not about the database`,
    inWorkspace(async (space) => {
      space.fill(FIFTY);
      space.exec(`CREATE TRIGGER mine BEFORE INSERT ON models
        WHEN NEW.file_id = 20 BEGIN SELECT RAISE(ABORT, '${message}'); END`);
      const { report } = await space.extract();
      assert.equal(report.errors, 1);
      assertOnly20Failed(space, new RegExp(message));
    }),
  );
}

Deno.test(
  "a trigger that ignores a row is the user's wish: no error, and the file does not wait",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    space.exec(`CREATE TRIGGER mine BEFORE INSERT ON models
      WHEN NEW.file_id = 20 BEGIN SELECT RAISE(IGNORE); END`);
    const { models, failed } = await space.extract();
    assert.deepEqual([models, failed], [49, 0]);
    assert.equal((await space.extract()).files, 0);
  }),
);

Deno.test(
  "a unique index of the user's that one row violates costs that row alone",
  inWorkspace(async (space) => {
    space.fill(FIFTY.with(19, infotext(7)));
    space.exec("CREATE UNIQUE INDEX mine ON models(seed)");
    const { report } = await space.extract({ chunk: 7 });
    assert.equal(report.errors, 1);
    assertOnly20Failed(space, /UNIQUE constraint failed: models\.seed/);
  }),
);

Deno.test(
  "a constraint that is only checked at the end of the transaction is counted once",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    space.exec(`CREATE TABLE seeds (seed INTEGER PRIMARY KEY);
      CREATE TABLE mine (file_id, seed REFERENCES seeds(seed) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER mine_in AFTER INSERT ON models WHEN NEW.file_id = 20
      BEGIN INSERT INTO mine VALUES (NEW.file_id, NEW.seed); END`);
    const { models, usages, parsed, failed } = await space.extract();
    assert.deepEqual([models, usages, parsed, failed], [49, 49, 49, 1]);
    assertOnly20Failed(space, /FOREIGN KEY constraint failed/);
  }),
);

Deno.test(
  "a trigger that refuses every row is recorded for every file, and writes nothing else",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    space.exec("CREATE TRIGGER mine BEFORE INSERT ON models BEGIN SELECT RAISE(ABORT, 'no'); END");
    const { report, models, failed } = await space.extract({ chunk: 20 });
    assert.deepEqual([report.errors, models, failed], [50, 0, 50]);
    assert.equal(space.value("SELECT count(*) FROM extraction_errors WHERE message = 'no'"), 50n);
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), 0n);
    assert.equal(space.value("SELECT count(*) FROM files WHERE last_extracted_at IS NULL"), 50n);
  }),
);
