/** New files are read ahead in a second thread: rows, counts and errors are those of a scan without it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Ticks } from "../../src/work/database.ts";
import type { Scanner } from "../../src/scan/scanner.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { png, tEXt, zTXt } from "../fixtures/png.ts";
import { padded, u64 } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";
import { module, NOTHING, scanAhead, scanAlone } from "./two_ways.ts";

/** Whether the system takes names that are no UTF-8. */
const ANY_NAME = Deno.build.os === "linux";
const FILES = 1400;
/** More than the command scans without a thread. */
const MANY = 3000;
/** Two of them are more than is read together. */
const LONG = 3 * 1024 * 1024;

function model(n: number): Uint8Array {
  const header = utf8(padded(
    `{"__metadata__":{"ss_output_name":"m${n}"},"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}`,
  ));
  const file = new Uint8Array(8 + header.length + 4);
  file.set(u64(header.length));
  file.set(header, 8);
  return file;
}

const KINDS: readonly ((space: Workspace, name: string, n: number) => void)[] = [
  (space, name, n) => space.put(`${name}.png`, pngWith(infotext(n))),
  (space, name, n) => space.put(`${name}.png`, pngWith(`${infotext(n)}, Model: 山の絵 ${n}`)),
  (space, name) => space.put(`${name}.png`, png()),
  (space, name, n) => space.put(`${name}.png`, pngWith(infotext(n)).slice(0, 40 + n % 60)),
  (space, name) => space.put(`${name}.jpg`, "<!doctype html><title>Not found</title>"),
  (space, name) => space.put(`${name}.webp`, ""),
  (space, name, n) => {
    space.put(`${name}.png`, png());
    space.put(`${name}.txt`, infotext(n));
  },
  (space, name, n) => {
    space.put(`${name}.png`, pngWith(infotext(n)));
    space.put(`${name}.json`, `{"prompt": "a hill ${n}", "steps": 7}`);
  },
  (space, name, n) =>
    space.put(`${name}.png`, png({ before: [tEXt("prompt", `{"${n}": {"class_type": "K"}}`)] })),
  (space, name, n) => space.put(`${name}.safetensors`, model(n)),
  (space, name, n) => space.put(`${name}.safetensors`, model(n).slice(0, 9 + n % 100)),
  (space, name) => space.put(`${name}.ckpt`, "PK\x03\x04"),
];

function fill(space: Workspace, below: string, from: number, to: number): void {
  for (let n = from; n < to; n++) KINDS[n % KINDS.length]?.(space, `${below}${n % 5}/${n}`, n);
}

function fillAll(space: Workspace): void {
  fill(space, "", 0, FILES);
  for (const n of [1, 2, 3]) {
    space.put(`2/long${n}.png`, png({ before: [zTXt("parameters", infotext(n).padEnd(LONG))] }));
  }
}

/** All that is stored of files, their numbers too. */
function stored(space: Workspace, database: string): Row[][] {
  return [
    space.sqlIn(database, "SELECT * FROM files ORDER BY id"),
    space.sqlIn(database, "SELECT file_id, stage, message FROM extraction_errors ORDER BY 1"),
  ];
}

/** Two databases that differ in nothing, and what the scans into them told. */
function assertSame(
  space: Workspace,
  [one, other]: readonly [string, string],
  [alone, ahead]: readonly [Scanner, Scanner],
): void {
  assert.deepEqual(ahead.counts, alone.counts);
  assert.deepEqual(ahead.errors, alone.errors);
  assert.equal(ahead.rowsWritten, alone.rowsWritten);
  assert.deepEqual(stored(space, other), stored(space, one));
}

for (const mergeSidecars of [false, true]) {
  Deno.test(
    `${
      mergeSidecars ? "with" : "without"
    } merging, first and later scans are the same with a thread`,
    inWorkspace(async (space) => {
      fillAll(space);
      const names = [`${space.folder}/one.sqlite`, `${space.folder}/other.sqlite`] as const;
      const options = { mergeSidecars, chunk: 70 };
      const both = async (): Promise<void> => {
        const alone = await scanAlone(names[0], space.pictures, options);
        const ahead = await scanAhead(names[1], space.pictures, options);
        assertSame(space, names, [alone, ahead]);
      };
      await both();
      for (const name of names) {
        using db = space.open(name);
        db.exec(`UPDATE files SET file_hash = '${"ab".repeat(32)}' WHERE id % 9 = 0`);
      }
      space.rename("1", "moved/1");
      for (let n = 0; n < FILES; n += 60) space.put(`moved/${n}.png`, pngWith(infotext(n + 1)));
      for (let n = 5; n < FILES; n += 60) space.remove(`0/${n}.webp`);
      for (let n = 2; n < FILES; n += 60) space.touch(`2/${n}.png`);
      fill(space, "new", FILES, FILES + 700);
      await both();
      await both();
    }),
  );
}

Deno.test(
  "rows that SQLite refuses are reported in the same order with a thread",
  inWorkspace(async (space) => {
    fillAll(space);
    const names = [`${space.folder}/one.sqlite`, `${space.folder}/other.sqlite`] as const;
    // A folder whose name is no UTF-8 is passed over.
    if (ANY_NAME) spawnSync("sh", ["-c", 'mkdir "$(printf "1\\351")"'], { cwd: space.pictures });
    Deno.mkdirSync(space.at("empty"));
    for (const name of names) {
      await scanAlone(name, space.at("empty"));
      using db = space.open(name);
      db.exec(`CREATE TRIGGER picky BEFORE INSERT ON files WHEN NEW.file_path LIKE '%7%'
        BEGIN SELECT RAISE(ABORT, 'no sevens'); END`);
    }
    const alone = await scanAlone(names[0], space.pictures);
    const ahead = await scanAhead(names[1], space.pictures);
    assert.ok(alone.errors.length > 100);
    assert.equal(alone.counts.unnamed, ANY_NAME ? 1 : 0);
    assertSame(space, names, [alone, ahead]);
  }),
);

const BAD_THREADS = {
  "that fails": 'throw new Error("no memory");',
  "that fails later": `if (progress[0] > 3) throw new Error("no memory"); ${NOTHING}`,
  "that reads nothing": NOTHING,
};

for (const [what, answer] of Object.entries(BAD_THREADS)) {
  Deno.test(
    `with a thread ${what} all files are read all the same`,
    inWorkspace(async (space) => {
      fillAll(space);
      const names = [`${space.folder}/one.sqlite`, `${space.folder}/other.sqlite`] as const;
      const alone = await scanAlone(names[0], space.pictures);
      const ahead = await scanAhead(names[1], space.pictures, {}, module(answer));
      assertSame(space, names, [alone, ahead]);
    }),
  );
}

Deno.test(
  "what a thread says of a file is what is stored",
  inWorkspace(async (space) => {
    fillAll(space);
    const database = `${space.folder}/one.sqlite`;
    // Of the second file of a task.
    const reading = {
      kind: "image",
      container: "png",
      metadata_source: null,
      metadata_json: "by the thread",
      image_width: 7,
      image_height: 8,
      status: "ok",
      status_detail: "bent",
      sidecar_state: null,
      read_with: "a thread",
      verdict_code: "ok",
      verdict_detail: "fine",
      ioError: false,
      bytesRead: 9,
    };
    const file = { size: 77, time: 1234, ino: 5, reading };
    const answer = `postMessage({ files: [null, ${JSON.stringify(file)}] });`;
    await scanAhead(database, space.pictures, {}, module(answer));
    const rows = space.sqlIn(
      database,
      `SELECT container, file_size, file_mtime, file_inode, metadata_source, image_width,
        image_height, status, status_detail, sidecar_state, read_with,
        verdict_code, verdict_detail FROM files WHERE metadata_json = 'by the thread'`,
    );
    assert.ok(rows.length > 0 && rows.length < FILES / 64 + 1, String(rows.length));
    for (const row of rows) {
      assert.deepEqual(row, {
        container: "png",
        file_size: 77n,
        file_mtime: 1_234_000_000n,
        file_inode: 5n,
        metadata_source: null,
        image_width: 7n,
        image_height: 8n,
        status: "ok",
        status_detail: "bent",
        sidecar_state: null,
        read_with: "a thread",
        verdict_code: "ok",
        verdict_detail: "fine",
      });
    }
  }),
);

Deno.test(
  "a scan that is given up while it waits for its thread keeps what had its turn, and misses nothing",
  inWorkspace(async (space) => {
    fillAll(space);
    const database = `${space.folder}/one.sqlite`;
    const first = await scanAhead(database, space.pictures, {}, module("for (;;);"), () => false);
    const { added, found, missing } = first.counts;
    assert.ok(found < FILES / 2, String(found));
    assert.deepEqual([added, missing], [found, 0]);
    assert.equal(space.sqlIn(database, "SELECT * FROM files").length, added);
    const second = await scanAlone(database, space.pictures);
    assert.deepEqual([second.counts.unchanged, second.counts.missing], [added, 0]);
  }),
);

Deno.test("waiting ends with what is waited for, or with the wish to stop", async () => {
  using ticks = new Ticks();
  assert.equal(await ticks.isStoppedBefore(Promise.resolve(), () => true), false);
  const never = new Promise<void>(() => {});
  let asked = 0;
  assert.equal(await ticks.isStoppedBefore(never, () => ++asked === 2), true);
  await assert.rejects(ticks.isStoppedBefore(Promise.reject(new Error("no")), () => false));
});

Deno.test(
  "the command scans many new files, and later ones, as a scan without a thread does",
  inWorkspace(async (space) => {
    fillAll(space);
    fill(space, "many", FILES, MANY + FILES);
    const other = `${space.folder}/other.sqlite`;
    await space.scan();
    await scanAlone(other, space.pictures);
    assert.deepEqual(stored(space, space.database), stored(space, other));
    fill(space, "new", MANY + FILES, MANY + FILES + MANY);
    const { added, unchanged } = await space.scan();
    assert.deepEqual([added, unchanged], [MANY, FILES + MANY + 3]);
    await scanAlone(other, space.pictures);
    assert.deepEqual(stored(space, space.database), stored(space, other));
  }),
);
