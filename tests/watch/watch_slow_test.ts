import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CLI, flagsOfTask, sqliteSd } from "../cli/process.ts";
import { png, tEXt } from "../fixtures/png.ts";

/** Looks, a tenth of a second apart, at what takes two seconds on a free machine. */
const LOOKS = 1200;

const image = (seed: number): Uint8Array =>
  png({
    before: [tEXt("parameters", `a fern <lora:moss:0.5>\nSteps: 20, Seed: ${seed}, Size: 8x8`)],
  });

/** A folder that a process watches, and its database. */
interface Watched {
  readonly root: string;
  readonly database: string;
  /** What the process has printed so far, on both streams. */
  readonly said: () => string;
  /** Waits until the database tells of the files what a scan from nothing tells. */
  readonly settles: () => Promise<void>;
}

/** All that a scan from nothing finds again. */
const CONTENT = `SELECT file_path, status, metadata_json, seed, (
    SELECT group_concat(lora_name) FROM lora_usages WHERE file_id = files.id
  ) AS loras
  FROM files LEFT JOIN models ON file_id = files.id WHERE status <> 'missing' ORDER BY file_path`;

function contentOf(database: string): string {
  using db = new DatabaseSync(database, { readOnly: true });
  db.exec("PRAGMA busy_timeout = 10000");
  return JSON.stringify(db.prepare(CONTENT).all(), null, 1);
}

async function freshContent(folder: string, root: string): Promise<string> {
  const database = join(folder, `fresh-${crypto.randomUUID()}.sqlite`);
  const { status, stderr } = await sqliteSd("extract", database, root);
  assert.equal(status, 0, stderr);
  return contentOf(database);
}

async function waitFor(what: string, isSo: () => boolean, said: () => string): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    assert.ok(looks < LOOKS, `${what} did not come about:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Watches a new folder by the real task; Ctrl-C ends it. `launcher` stands before the program. */
async function watching(
  test: (watched: Watched) => Promise<void>,
  launcher: readonly string[] = [],
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sd watch " });
  const root = join(folder, "pictures");
  const database = join(folder, "photos.sqlite");
  await Deno.mkdir(root);
  await Deno.writeFile(join(root, "first.png"), image(1));
  const words = [
    ...launcher,
    Deno.execPath(),
    "run",
    ...flagsOfTask("extract"),
    CLI,
    "extract",
    database,
    root,
    "--watch",
  ];
  const process = new Deno.Command(words[0] ?? "", {
    args: words.slice(1),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { INIT_CWD: folder },
  }).spawn();
  let text = "";
  const said = (): string => text;
  const reading = [process.stdout, process.stderr].map(async (stream) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) text += part;
  });
  try {
    await waitFor("the first look", () => text.includes("Extracted 1 file"), said);
    await test({
      root,
      database,
      said,
      settles: async () => {
        const expected = await freshContent(folder, root);
        await waitFor(`the content ${expected}`, () => contentOf(database) === expected, said);
      },
    });
  } finally {
    try {
      process.kill("SIGINT");
    } catch {
      // It has ended already: the status says how.
    }
    const { code } = await process.status;
    await Promise.all(reading);
    await Deno.remove(folder, { recursive: true });
    assert.equal(code, 130, text);
  }
}

Deno.test("pictures that are written slowly come when they are whole", () =>
  watching(async ({ root, settles }) => {
    for (let n = 0; n < 1000; n++) {
      const whole = image(n);
      const file = await Deno.open(join(root, `${n % 10 === 0 ? `slow ${n}` : n}.png`), {
        create: true,
        write: true,
      });
      await file.write(whole.subarray(0, 40));
      if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 120));
      await file.write(whole.subarray(40));
      file.close();
    }
    await settles();
  }));

Deno.test("files and folders that are renamed, moved in and out, linked and removed are followed", () =>
  watching(async ({ root, settles }) => {
    const outside = join(root, "..", "outside");
    await Deno.mkdir(join(outside, "deep", "er"), { recursive: true });
    for (const [n, name] of ["a.png", "deep/b.png", "deep/er/c.png"].entries()) {
      await Deno.writeFile(join(outside, name), image(100 + n));
    }
    await Deno.writeFile(join(root, "saved.png.tmp"), image(2));
    await Deno.rename(join(root, "saved.png.tmp"), join(root, "saved.png"));
    await Deno.mkdir(join(root, "at once", "below"), { recursive: true });
    await Deno.writeFile(join(root, "at once", "below", "d.png"), image(3));
    await Deno.link(join(outside, "a.png"), join(root, "linked.png"));
    await settles();
    await Deno.rename(join(outside, "deep"), join(root, "came"));
    await Deno.rename(join(root, "saved.png"), join(root, "at once", "saved.png"));
    await settles();
    await Deno.writeFile(join(root, "came", "er", "later.png"), image(4));
    await Deno.rename(join(root, "at once"), join(outside, "gone"));
    await Deno.remove(join(root, "linked.png"));
    await settles();
    await Deno.rename(join(root, "came"), join(root, "other name"));
    await Deno.writeFile(join(root, "first.png"), image(5));
    await settles();
  }));

Deno.test("a file that moves keeps its row", () =>
  watching(async ({ root, database, settles }) => {
    const idOf = (name: string): unknown => {
      using db = new DatabaseSync(database, { readOnly: true });
      return db.prepare("SELECT id FROM files WHERE file_path = ?").get(join(root, name))?.["id"];
    };
    const id = idOf("first.png");
    await Deno.mkdir(join(root, "archive"));
    await Deno.rename(join(root, "first.png"), join(root, "archive", "first.png"));
    await Deno.writeFile(join(root, "first.png"), image(6));
    await settles();
    assert.equal(idOf("archive/first.png"), id);
  }));

Deno.test("a root that goes is said, keeps its rows, and is watched again when it is back", () =>
  watching(async ({ root, database, said, settles }) => {
    await Deno.rename(root, `${root} elsewhere`);
    await waitFor("the notice", () => said().includes("is gone; waiting for it"), said);
    assert.match(contentOf(database), /first\.png/);
    await Deno.rename(`${root} elsewhere`, root);
    await Deno.writeFile(join(root, "back.png"), image(7));
    await settles();
    await Deno.writeFile(join(root, "later.png"), image(8));
    await settles();
  }));

Deno.test("a database that another program locks is waited for", () =>
  watching(async ({ root, database, settles }) => {
    {
      using db = new DatabaseSync(database);
      db.exec("BEGIN IMMEDIATE");
      await Deno.writeFile(join(root, "meanwhile.png"), image(9));
      await new Promise((resolve) => setTimeout(resolve, 3000));
      db.exec("ROLLBACK");
    }
    await settles();
  }));

const LIMITED = [
  "unshare",
  "--user",
  "--map-root-user",
  "sh",
  "-c",
  'echo 2 > /proc/sys/user/max_inotify_watches && exec "$@"',
  "sh",
];
const mayLimit = Deno.build.os === "linux" &&
  await new Deno.Command(LIMITED[0] ?? "", { args: [...LIMITED.slice(1), "true"], stderr: "null" })
    .output().then(({ success }) => success, () => false);
// deno-lint-ignore no-console -- who reads the results shall see it
if (!mayLimit) console.warn("skipped: no user namespace with a limit on watches of its own");

Deno.test({
  name: "where the system watches no more folders, they are looked through, and that is said",
  ignore: !mayLimit,
  fn: () =>
    watching(async ({ root, said, settles }) => {
      for (const name of ["a", "b", "c"]) await Deno.mkdir(join(root, name));
      await Deno.rename(root, `${root} elsewhere`);
      await waitFor("the notice", () => said().includes("is gone"), said);
      await Deno.rename(`${root} elsewhere`, root);
      await waitFor("the advice", () => said().includes("max_user_watches"), said);
      await Deno.writeFile(join(root, "c", "new.png"), image(10));
      await settles();
    }, LIMITED),
});

Deno.test("--watch without a path is refused", async () => {
  const { status, stderr } = await sqliteSd("extract", "none.sqlite", "--watch");
  assert.equal(status, 2);
  assert.match(stderr, /--watch needs a path/);
});
