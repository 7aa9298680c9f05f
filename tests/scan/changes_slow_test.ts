import assert from "node:assert/strict";
import { png } from "../fixtures/png.ts";
import { CAN_BE_REFUSED, extractWithoutRights } from "../support/process.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const TEXT = infotext(1);

Deno.test({
  name:
    "a file that may not be read is unreadable, keeps what was stored, and is read as soon as it may be",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    space.put("a.png", pngWith(TEXT));
    space.put("new.png", pngWith(TEXT));
    await space.scanAndExtract({ paths: [space.at("a.png")] });
    space.put("a.png", pngWith(infotext(2)));
    for (const name of ["a.png", "new.png"]) Deno.chmodSync(space.at(name), 0);
    const first = await extractWithoutRights(space, space.pictures);
    assert.deepEqual([first.scan.status.unreadable, first.errors], [2, 0]);
    const row = fileRow(space, "a.png");
    assert.deepEqual([row?.status, row?.metadata_json], ["unreadable", TEXT]);
    assert.match(String(row?.status_detail), /cannot be read: Permission denied/);
    assert.equal(space.value("SELECT count(*) FROM models"), 1n);
    assert.equal(space.value("SELECT count(*) FROM extraction_problems"), 2n);

    const second = await extractWithoutRights(space, space.pictures);
    assert.deepEqual([second.scan.unchanged, second.scan.rows_written], [2, 0]);
    for (const name of ["a.png", "new.png"]) Deno.chmodSync(space.at(name), 0o644);
    const third = await space.scanAndExtract();
    assert.deepEqual([third.scan.changed, third.extract.models], [2, 2]);
    assert.deepEqual(column(space, "status"), { "a.png": "ok", "new.png": "ok" });
    assert.deepEqual(column(space, "status_detail"), { "a.png": null, "new.png": null });
  }),
});

Deno.test({
  name: "a folder that cannot be listed is an error, and its files do not count as missing",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    space.put("closed/deep/a.png", pngWith(TEXT));
    space.put("gone.png", pngWith(TEXT));
    space.put("open.png", pngWith(TEXT));
    await space.scan();
    space.remove("gone.png");
    for (const mode of [0o000, 0o400]) {
      Deno.chmodSync(space.at("closed"), mode);
      const { scan, errors } = await extractWithoutRights(space, space.pictures);
      Deno.chmodSync(space.at("closed"), 0o755);
      assert.ok(errors > 0 && scan.errors[0]?.path.startsWith(space.at("closed")), String(mode));
    }
    assert.deepEqual(column(space, "status"), {
      "closed/deep/a.png": "ok",
      "gone.png": "missing",
      "open.png": "ok",
    });
  }),
});

interface Change {
  readonly name: string;
  readonly change: (space: Workspace) => void;
  readonly opened: number;
}

const CHANGES: readonly Change[] = [
  {
    name: "a larger file",
    change: (space) => space.put("a.png", pngWith(infotext(22))),
    opened: 1,
  },
  {
    name: "a new time alone",
    change: (space) => space.touch("a.png"),
    opened: 1,
  },
  {
    name: "a new size alone",
    change: (space): void => {
      const { atime, mtime } = Deno.statSync(space.at("a.png"));
      Deno.writeFileSync(space.at("a.png"), pngWith(infotext(22)));
      Deno.utimeSync(space.at("a.png"), atime ?? 0, mtime ?? 0);
    },
    opened: 1,
  },
  { name: "nothing", change: () => {}, opened: 0 },
];

for (const { name, change, opened } of CHANGES) {
  Deno.test(
    `${name} makes a scan open ${opened} of two known files`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(TEXT));
      space.put("b.png", pngWith(TEXT));
      await space.scan();
      const id = fileRow(space, "a.png")?.id;
      change(space);
      const counts = await space.scan();
      assert.deepEqual([counts.opened, counts.changed, counts.unchanged], [
        opened,
        opened,
        2 - opened,
      ]);
      assert.equal(counts.rows_written, opened);
      assert.equal(fileRow(space, "a.png")?.id, id);
    }),
  );
}

Deno.test(
  "a text is replaced by the file's new one, and kept when the file is damaged or gone",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(TEXT));
    await space.scanAndExtract();
    space.put("a.png", "not an image any more");
    const { extract } = await space.scanAndExtract();
    assert.equal(extract.files, 0);
    const damaged = fileRow(space, "a.png");
    assert.deepEqual([damaged?.status, damaged?.metadata_json, damaged?.container], [
      "unreadable",
      TEXT,
      "png",
    ]);
    space.remove("a.png");
    assert.equal((await space.scan()).missing, 1);
    const gone = fileRow(space, "a.png");
    assert.deepEqual([gone?.status, gone?.metadata_json], ["missing", TEXT]);
    assert.equal(space.value("SELECT seed FROM models"), 1n);
    assert.equal((await space.scan()).missing, 0);
    space.put("a.png", pngWith(infotext(9)));
    await space.scanAndExtract();
    assert.equal(space.value("SELECT seed FROM models"), 9n);
    assert.equal(fileRow(space, "a.png")?.status, "ok");
    space.put("a.png", png());
    await space.scan();
    const bare = fileRow(space, "a.png");
    assert.deepEqual([bare?.status, bare?.metadata_json, bare?.metadata_source], [
      "no_metadata",
      null,
      null,
    ]);
  }),
);

Deno.test(
  "a row that a trigger of the user's refuses is reported with its file, the others are stored",
  inWorkspace(async (space) => {
    space.fill();
    space.exec(`CREATE TRIGGER mine BEFORE INSERT ON files WHEN NEW.file_path LIKE '%cursed%'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`);
    for (const name of ["a.png", "cursed.png", "z.png"]) space.put(name, pngWith(TEXT));
    const first = await space.scan();
    assert.deepEqual([first.added, first.rows_written, first.report.errors], [2, 2, 1]);
    assert.deepEqual(first.errors, [{ path: space.at("cursed.png"), reason: "not this one" }]);
    assert.match(first.report.lines.join("\n"), /Cannot scan ".*cursed\.png": not this one/);
    space.exec("DROP TRIGGER mine");
    assert.equal((await space.scan()).added, 1);
  }),
);

Deno.test(
  "a row that another program wrote without size and time keeps its text, and learns both, once",
  inWorkspace(async (space) => {
    const path = space.put("a.png", png());
    space.fill();
    space.sql("INSERT INTO files (file_path, metadata_json) VALUES (?, 'its own')", path);
    const first = await space.scan();
    assert.deepEqual([first.opened, first.changed, first.rows_written], [1, 1, 1]);
    const { size } = Deno.statSync(path);
    assert.deepEqual(space.sql("SELECT metadata_json, container, file_size FROM files"), [
      { metadata_json: "its own", container: null, file_size: BigInt(size) },
    ]);
    const second = await space.scan();
    assert.deepEqual([second.unchanged, second.opened, second.rows_written], [1, 0, 0]);
  }),
);
