import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const NAMES = ["a.png", "b.png", "c.png"];

function errors(space: Workspace): Row[] {
  return space.sql(
    `SELECT replace(file_path, rtrim(file_path, 'abcdefghijklmnopqrstuvwxyz.'), '') AS name, stage, message
     FROM extraction_errors JOIN files ON id = file_id ORDER BY 1`,
  );
}

/** A trigger of the user's that refuses to touch `b.png`. */
function refuse(space: Workspace, event: string, message = "not\n  today"): void {
  const row = event.startsWith("INSERT") ? "NEW" : "OLD";
  space.exec(`CREATE TRIGGER mine BEFORE ${event} ON files WHEN ${row}.file_path LIKE '%b.png'
    BEGIN SELECT RAISE(ABORT, '${message}'); END`);
}

async function start(space: Workspace): Promise<void> {
  NAMES.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
  await space.scanAndExtract();
}

const REFUSED = [{ name: "b.png", stage: "scan", message: "not today" }];

const CHANGES: readonly {
  what: string;
  event: string;
  act: (space: Workspace) => void;
  prune?: "all";
}[] = [
  {
    what: "changed",
    event: "UPDATE",
    act: (space) => NAMES.forEach((name, n) => space.put(name, pngWith(infotext(n + 11)))),
  },
  {
    what: "moved",
    event: "UPDATE",
    act: (space) => NAMES.forEach((name) => space.rename(name, `sub/${name}`)),
  },
  { what: "gone", event: "UPDATE", act: (space) => NAMES.forEach((name) => space.remove(name)) },
  {
    what: "pruned",
    event: "DELETE",
    act: (space) => NAMES.forEach((name) => space.remove(name)),
    prune: "all",
  },
];

for (const { what, event, act, prune = false } of CHANGES) {
  Deno.test(
    `a ${what} file that a trigger refuses is in extraction_errors until a scan may write it`,
    inWorkspace(async (space) => {
      await start(space);
      const before = fileRow(space, "b.png");
      refuse(space, event);
      act(space);
      const first = await space.scan({ prune });
      assert.equal(first.report.errors, 1);
      assert.deepEqual(first.errors.map(({ reason }) => reason), ["not today"]);
      assert.equal(first.rows_written, 2);
      assert.deepEqual(errors(space), REFUSED);
      assert.deepEqual(fileRow(space, "b.png"), before);
      await space.extract();
      await space.scan({ prune });
      assert.deepEqual(errors(space), REFUSED);
      const problems = space.sql("SELECT file_id, stage, message FROM extraction_problems");
      assert.deepEqual(problems, [{ file_id: before?.id, stage: "scan", message: "not today" }]);
      space.exec("DROP TRIGGER mine");
      const last = await space.scan({ prune });
      assert.equal(last.report.errors, 0);
      assert.deepEqual(errors(space), []);
      assert.equal((await space.scan({ prune })).rows_written, 0);
    }),
  );
}

Deno.test(
  "the entry of a refused change goes when the file is as it was again",
  inWorkspace(async (space) => {
    await start(space);
    refuse(space, "UPDATE");
    const { mtime } = Deno.statSync(space.at("b.png"));
    space.touch("b.png");
    await space.scan();
    assert.deepEqual(errors(space), REFUSED);
    Deno.utimeSync(space.at("b.png"), mtime ?? 0, mtime ?? 0);
    assert.equal((await space.scan()).report.errors, 0);
    assert.deepEqual(errors(space), []);
  }),
);

Deno.test(
  "another refusal replaces the first, and entries of other stages and files stay",
  inWorkspace(async (space) => {
    await start(space);
    refuse(space, "UPDATE", "once");
    space.put("b.png", pngWith(infotext(20)));
    await space.scan();
    space.exec(`DROP TRIGGER mine; INSERT INTO extraction_errors (file_id, stage, message)
      SELECT id, 'extract', 'mine' FROM files`);
    refuse(space, "UPDATE", "twice");
    await space.scan();
    const others = NAMES.map((name) => ({ name, stage: "extract", message: "mine" }));
    const twice = { name: "b.png", stage: "scan", message: "twice" };
    assert.deepEqual(
      errors(space).map((row) => JSON.stringify(row)).sort(),
      [...others, twice].map((row) => JSON.stringify(row)).sort(),
    );
    space.exec("DROP TRIGGER mine");
    await space.scan();
    assert.deepEqual(errors(space), others);
  }),
);

Deno.test(
  "a new file that a trigger refuses has no row: it is reported, and the others are stored",
  inWorkspace(async (space) => {
    space.fill();
    refuse(space, "INSERT");
    NAMES.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
    const { added, report, errors: reported } = await space.scan();
    assert.deepEqual([added, report.errors], [2, 1]);
    assert.deepEqual(reported.map(({ path }) => path), [space.at("b.png")]);
    assert.deepEqual(Object.keys(column(space, "id")), ["a.png", "c.png"]);
    assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
  }),
);

Deno.test(
  "a new file whose row a trigger cannot follow has no row either, whatever the trigger does then",
  inWorkspace(async (space) => {
    space.fill();
    space.exec(`CREATE TABLE notes (path TEXT, mood TEXT NOT NULL);
      CREATE TRIGGER mine AFTER INSERT ON files WHEN NEW.file_path LIKE '%b.png'
      BEGIN INSERT INTO notes VALUES (NEW.file_path, NULL); END`);
    NAMES.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
    const { added, report, errors: reported } = await space.scan();
    assert.deepEqual([added, report.errors], [2, 1]);
    assert.deepEqual(reported, [{
      path: space.at("b.png"),
      reason: "NOT NULL constraint failed: notes.mood",
    }]);
    assert.deepEqual(Object.keys(column(space, "id")), ["a.png", "c.png"]);
  }),
);

for (const [word, last] of [["IGNORE", 1n], ["REPLACE", 3n]] as const) {
  Deno.test(
    `a trigger on new files that says OR ${word} means it`,
    inWorkspace(async (space) => {
      space.fill();
      space.exec(`CREATE TABLE places (name TEXT UNIQUE, last INTEGER);
        CREATE TABLE seen (id INTEGER);
        CREATE TRIGGER mine AFTER/* each */INSERT/* row */ON files BEGIN
          INSERT OR ${word} INTO places VALUES ('pictures', NEW.id);
          INSERT INTO seen VALUES (NEW.id);
        END`);
      NAMES.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
      assert.equal((await space.scan()).added, 3);
      assert.equal(space.value("SELECT last FROM places"), last);
      assert.equal(space.value("SELECT count(*) FROM seen"), 3n);
    }),
  );
}

Deno.test(
  "a new file that is refused does not hide that another one is gone",
  inWorkspace(async (space) => {
    await start(space);
    space.exec(`CREATE TRIGGER mine BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'no'); END`);
    space.put("d.png", pngWith(infotext(4)));
    space.remove("a.png");
    assert.equal((await space.scan()).missing, 1);
    assert.equal(fileRow(space, "a.png")?.status, "missing");
  }),
);

Deno.test(
  "a trigger that calls a function which is not there ends the scan, and no file is blamed",
  inWorkspace(async (space) => {
    space.fill();
    space.exec(
      "CREATE TRIGGER mine AFTER INSERT ON files BEGIN SELECT my_rank(NEW.id); END",
    );
    NAMES.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
    await assert.rejects(space.scan(), /no such function: my_rank; give the plugin that has it$/);
    assert.deepEqual(column(space, "id"), {});
  }),
);

for (
  const [statement, message] of [
    ["INSERT INTO short SELECT * FROM files", /table short has 2 columns but \d+ values/],
    ["INSERT INTO short (a, b) SELECT id FROM files", /1 values for 2 columns/],
    ["SELECT status FROM files AS f, files AS g", /ambiguous column name: status/],
    ["SELECT * FROM narrow", /expected 1 columns for 'narrow'/],
  ] as const
) {
  Deno.test(
    `a trigger that SQLite cannot use ends the scan in a line, and no file is blamed: ${statement}`,
    inWorkspace(async (space) => {
      space.fill();
      space.exec(`CREATE TABLE short (a, b); CREATE VIEW narrow (a) AS SELECT * FROM short;
        CREATE TRIGGER mine AFTER INSERT ON files BEGIN ${statement}; END`);
      space.put("a.png", pngWith(infotext(1)));
      await assert.rejects(space.scan(), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /^Cannot use ".*; mend its tables or triggers$/);
        return true;
      });
    }),
  );
}
