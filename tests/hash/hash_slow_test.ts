import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { QUIET } from "../../src/work/command.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { CAN_BE_REFUSED, statusWithoutRights } from "../support/process.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const model = (length: number, note = ""): Uint8Array =>
  modelFile({ metadata: { note }, content: counting(length) });

/** A workspace with three models and two images, scanned. */
async function filled(space: Workspace): Promise<void> {
  for (const [name, length] of [["small", 100], ["large", 90_000], ["middle", 5_000]] as const) {
    space.put(`${name}.safetensors`, model(length));
  }
  space.put("a.png", pngWith(infotext(1)));
  space.put("b.png", pngWith(infotext(2)));
  await space.scanAndExtract();
}

const unhashed = (space: Workspace): unknown[] =>
  space.sql("SELECT file_path FROM files WHERE file_hash IS NULL ORDER BY 1")
    .map(({ file_path }) => String(file_path).split("/").pop());

Deno.test(
  "hash fills every file's hash, and a second run reads nothing and writes nothing",
  inWorkspace(async (space) => {
    await filled(space);
    const first = await space.hash();
    assert.deepEqual([first.hashed, first.models, first.failed, first.left], [5, 3, 0, 0]);
    assert.deepEqual(unhashed(space), []);
    const before = Deno.readFileSync(space.database);
    const again = await space.hash();
    assert.deepEqual([again.hashed, again.bytes], [0, 0]);
    assert.deepEqual(Deno.readFileSync(space.database), before);
  }),
);

Deno.test(
  "a database that lacks migrations gets them first",
  inWorkspace(async (space) => {
    space.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT)");
    assert.equal((await space.hash()).hashed, 0);
    assert.equal(space.value("SELECT count(*) FROM schema_migrations"), BigInt(MIGRATIONS.length));
  }),
);

Deno.test(
  "threads and the main thread give the same hashes",
  inWorkspace(async (space) => {
    await filled(space);
    space.put("huge.safetensors", modelFile({ content: new Uint8Array(70_000_000).fill(7) }));
    await space.scanAndExtract();
    const hashes = (): unknown =>
      space.sql("SELECT name, sha256, tensor_sha256, autov1 FROM model_files ORDER BY 1");
    await space.hash({ threads: 0 });
    const expected = hashes();
    space.exec(
      "UPDATE files SET file_hash = NULL; UPDATE model_files SET sha256 = NULL, tensor_sha256 = NULL, autov1 = NULL",
    );
    assert.equal((await space.hash({ threads: 2 })).hashed, 6);
    assert.deepEqual(hashes(), expected);
  }),
);

Deno.test(
  "--images, --models and --max-size choose, and what is left out waits",
  inWorkspace(async (space) => {
    await filled(space);
    assert.equal((await space.hash({ images: true })).hashed, 2);
    const some = await space.hash({ models: true, maxSize: 6_000 });
    assert.deepEqual([some.hashed, some.too_large], [2, 1]);
    assert.deepEqual(unhashed(space), ["large.safetensors"]);
    assert.equal((await space.hash()).hashed, 1);
  }),
);

Deno.test(
  "--rehash reads everything again and mends a wrong hash",
  inWorkspace(async (space) => {
    await filled(space);
    await space.hash();
    const right = space.sql("SELECT id, file_hash FROM files ORDER BY 1");
    space.exec("UPDATE files SET file_hash = 'wrong' WHERE kind = 'image'");
    assert.equal((await space.hash()).hashed, 0);
    assert.equal((await space.hash({ rehash: true })).hashed, 5);
    assert.deepEqual(space.sql("SELECT id, file_hash FROM files ORDER BY 1"), right);
  }),
);

/** The order in which files are hashed, as seen by the database. */
async function order(space: Workspace, usedFirst: boolean): Promise<unknown[]> {
  space.exec(`CREATE TABLE seen (id INTEGER PRIMARY KEY, path TEXT);
    CREATE TRIGGER look AFTER UPDATE OF file_hash ON files BEGIN INSERT INTO seen (path) VALUES (NEW.file_path); END`);
  await space.hash({ usedFirst });
  return space.sql("SELECT path FROM seen ORDER BY id").map(({ path }) =>
    String(path).split("/").pop()
  );
}

Deno.test(
  "models come before images, the largest first",
  inWorkspace(async (space) => {
    await filled(space);
    assert.deepEqual((await order(space, false)).slice(0, 3), [
      "large.safetensors",
      "middle.safetensors",
      "small.safetensors",
    ]);
  }),
);

Deno.test(
  "--used-first begins with what images name",
  inWorkspace(async (space) => {
    space.put("c.png", pngWith("a cat <lora:small:0.5>\nSteps: 20, Seed: 1, Size: 8x8"));
    await filled(space);
    assert.deepEqual((await order(space, true)).slice(0, 3), [
      "small.safetensors",
      "large.safetensors",
      "middle.safetensors",
    ]);
  }),
);

Deno.test(
  "a model that is known to be cut off is not hashed until it is whole",
  inWorkspace(async (space) => {
    const whole = model(1000);
    space.put("half.safetensors", whole.slice(0, -10));
    await space.scanAndExtract();
    const first = await space.hash();
    assert.deepEqual([first.hashed, first.incomplete], [0, 1]);
    space.put("half.safetensors", whole);
    await space.scanAndExtract();
    assert.deepEqual((await space.hash()).hashed, 1);
    assert.equal(space.value("SELECT header_status FROM model_files"), "ok");
  }),
);

Deno.test(
  "a model that is cut off is not hashed although it was only scanned",
  inWorkspace(async (space) => {
    space.put("half.safetensors", model(1000).slice(0, -10));
    await space.scan();
    const { hashed, incomplete } = await space.hash();
    assert.deepEqual([hashed, incomplete], [0, 1]);
  }),
);

Deno.test(
  "a file that changed since the scan is looked at again, and its new bytes are hashed",
  inWorkspace(async (space) => {
    space.put("a.safetensors", model(1000, "old"));
    await space.scanAndExtract();
    space.put("a.safetensors", model(2000, "new"));
    assert.equal((await space.hash()).hashed, 1);
    assert.equal(space.value("SELECT training_meta_json FROM model_files"), '{"note":"new"}');
    assert.equal(
      space.value("SELECT count(*) FROM files WHERE file_size > 2000 AND file_hash IS NOT NULL"),
      1n,
    );
    const { added, changed } = await space.scan();
    assert.deepEqual([added, changed], [0, 0]);
    assert.equal((await space.hash()).hashed, 0);
  }),
);

Deno.test(
  "files of the year 1970, and before, are hashed",
  inWorkspace(async (space) => {
    for (const [name, seconds] of [["zero", 0], ["early", -86_400]] as const) {
      space.put(`${name}.safetensors`, model(100 + seconds / 86_400));
      Deno.utimeSync(space.at(`${name}.safetensors`), seconds, seconds);
    }
    await space.scanAndExtract();
    const { hashed, changed, failed } = await space.hash();
    assert.deepEqual([hashed, changed, failed], [2, 0, 0]);
  }),
);

Deno.test(
  "a file that vanished is missing",
  inWorkspace(async (space) => {
    await filled(space);
    space.remove("middle.safetensors");
    const { hashed, missing, failed } = await space.hash();
    assert.deepEqual([hashed, missing, failed], [4, 1, 0]);
    assert.equal(
      space.value("SELECT status FROM files WHERE file_path LIKE '%middle%'"),
      "missing",
    );
    assert.equal((await space.hash()).missing, 0);
  }),
);

for (const what of ["pipe", "folder"] as const) {
  Deno.test({
    name: `a ${what} in the place of a file is recorded, and not waited for`,
    ignore: Deno.build.os === "windows",
    fn: inWorkspace(async (space) => {
      await filled(space);
      space.remove("middle.safetensors");
      const path = space.at("middle.safetensors");
      if (what === "folder") Deno.mkdirSync(path);
      else assert.equal(spawnSync("mkfifo", [path]).status, 0);
      const { hashed, failed } = await space.hash();
      assert.deepEqual([hashed, failed], [4, 1]);
      assert.equal(
        space.value("SELECT message FROM extraction_errors WHERE stage = 'hash'"),
        "cannot be hashed: it is no regular file",
      );
    }),
  });
}

Deno.test({
  name: "a file that may not be read is recorded, until it can be",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    await filled(space);
    Deno.chmodSync(space.at("middle.safetensors"), 0);
    assert.equal(await statusWithoutRights("hash", space.database), 1);
    assert.deepEqual(unhashed(space), ["middle.safetensors"]);
    assert.match(
      String(space.value("SELECT message FROM extraction_errors WHERE stage = 'hash'")),
      /cannot be hashed: .*denied/i,
    );
    Deno.chmodSync(space.at("middle.safetensors"), 0o600);
    assert.equal((await space.hash()).hashed, 1);
    assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
  }),
});

Deno.test(
  "a row that a trigger of the user's refuses is recorded, the others are hashed",
  inWorkspace(async (space) => {
    await filled(space);
    space.exec(
      `CREATE TRIGGER mine BEFORE UPDATE OF file_hash ON files WHEN NEW.file_path LIKE '%middle%'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    const { hashed, failed, report } = await space.hash();
    assert.deepEqual([hashed, failed, report.errors], [4, 1, 1]);
    assert.equal(space.value("SELECT message FROM extraction_errors"), "not this one");
    assert.deepEqual(unhashed(space), ["middle.safetensors"]);
    space.exec("DROP TRIGGER mine");
    assert.equal((await space.hash()).hashed, 1);
    assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
  }),
);

Deno.test(
  "without model files hash leaves the library alone",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scanAndExtract();
    assert.equal((await space.hash()).hashed, 1);
    using other = space.open();
    other.exec("BEGIN IMMEDIATE");
    assert.equal((await space.hash({ busyTimeoutMs: 0 })).hashed, 0);
    assert.deepEqual(space.sql("SELECT * FROM library_state"), []);
  }),
);

Deno.test(
  "Ctrl-C stops behind a file, and the next run goes on",
  inWorkspace(async (space) => {
    await filled(space);
    // One that is set aside is left too.
    space.put("large.safetensors", model(95_000));
    let asked = 0;
    const first = await space.hash({}, { ...QUIET, interrupted: () => ++asked > 1 });
    assert.deepEqual([first.report.interrupted, first.hashed, first.left], [true, 2, 3]);
    assert.equal((await space.hash()).hashed, 3);
  }),
);

Deno.test(
  "a hashed file that is copied elsewhere and removed keeps its row, its hashes and its links",
  inWorkspace(async (space) => {
    space.put("c.png", pngWith("a cat <lora:small:0.5>\nSteps: 20, Seed: 1, Size: 8x8"));
    await filled(space);
    await space.hash();
    const before = space.sql("SELECT * FROM model_files ORDER BY file_id");
    const links = space.sql("SELECT * FROM lora_links WHERE model_file_id IS NOT NULL");
    assert.equal(links.length, 1);
    // Another inode and another time, as on another disk.
    space.put("disk/small.safetensors", Deno.readFileSync(space.at("small.safetensors")));
    space.remove("small.safetensors");
    const { scan } = await space.scanAndExtract();
    assert.deepEqual([scan.moved, scan.added, scan.missing], [1, 0, 0]);
    assert.deepEqual(space.sql("SELECT * FROM model_files ORDER BY file_id"), before);
    assert.deepEqual(space.sql("SELECT * FROM lora_links WHERE model_file_id IS NOT NULL"), links);
    assert.equal((await space.hash()).hashed, 0);
  }),
);
