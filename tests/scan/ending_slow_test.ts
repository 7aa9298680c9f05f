/** The end of a scan, when all folders are walked: known files with a new place are found by hash, then what is gone. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CommandContext, Progress } from "../../src/work/command.ts";
import { openForWork } from "../../src/work/ready.ts";
import { Interrupted, type Pace, UNSTOPPED } from "../../src/scan/pace.ts";
import { Scanner } from "../../src/scan/scanner.ts";
import type { ScanWorld } from "../../src/scan/world.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { column } from "./rows.ts";
import { OPTIONS, worldOf } from "./two_ways.ts";

const CLI = join(import.meta.dirname ?? "", "..", "..", "cli.ts");

/** A stage as it was shown. */
interface Stage {
  readonly title: string;
  readonly unit: string;
  readonly updates: [number, number | undefined][];
  isOver: boolean;
}

/** Notes the stages of a scan; the user wants to stop as soon as one is shown that `stops`. */
class Watcher {
  readonly stages: Stage[] = [];
  private isStopped = false;

  constructor(private readonly stops: (stage: Stage) => boolean = () => false) {}

  readonly context: CommandContext = {
    progress: (title, unit) => this.progress(title, unit),
    interrupted: () => this.isStopped,
  };

  private progress(title: string, unit: string): Progress {
    const stage: Stage = { title, unit, updates: [], isOver: false };
    this.stages.push(stage);
    this.isStopped ||= this.stops(stage);
    return {
      update: (done, total) => stage.updates.push([done, total]),
      end: () => stage.isOver = true,
    };
  }

  /** The world of a scanner that breathes after each step. */
  world(): ScanWorld {
    const pace: Pace = {
      ...UNSTOPPED,
      needsBreath: () => true,
      breathe: () => this.isStopped ? Promise.reject(new Interrupted()) : Promise.resolve(),
      shouldStop: () => this.isStopped,
    };
    return worldOf(SETTINGS, { pace, progress: (title, unit) => this.progress(title, unit) });
  }
}

const PICTURES = 12;

/** Pictures of one size whose hashes are known, which went to another disk. */
async function moveAll(space: Workspace): Promise<void> {
  for (let n = 10; n < 10 + PICTURES; n++) space.put(`${n}.png`, pngWith(infotext(n)));
  await space.scanAndExtract();
  for (const { id, file_path } of space.sql("SELECT id, file_path FROM files")) {
    const hash = createHash("sha256").update(Deno.readFileSync(String(file_path))).digest("hex");
    space.sql("UPDATE files SET file_hash = ? WHERE id = ?", hash, id as bigint);
  }
  for (let n = 10; n < 10 + PICTURES; n++) {
    space.put(`new/${n}.png`, Deno.readFileSync(space.at(`${n}.png`)));
    space.remove(`${n}.png`);
  }
}

async function scan(space: Workspace, world: ScanWorld): Promise<Scanner> {
  using db = openForWork(space.database, { create: true });
  const scanner = new Scanner(db, { ...OPTIONS, chunk: 5 }, world);
  try {
    await scanner.scan([space.pictures]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return scanner;
}

/** Ids by the names of the pictures, wherever they are. */
function ids(space: Workspace): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(column(space, "id")).map(([name, id]) => [name.replace("new/", ""), id]),
  );
}

Deno.test(
  "a scan that is stopped while it compares misses nothing, and the next one finds what moved",
  inWorkspace(async (space) => {
    await moveAll(space);
    const known = ids(space);
    const watcher = new Watcher(({ title }) => title === "Comparing");
    const first = await space.scan({}, watcher.context);
    assert.equal(first.report.interrupted, true);
    assert.ok(first.report.lines.includes("Stopped before the end; run again to go on."));
    assert.ok(first.moved < PICTURES, String(first.moved));
    assert.deepEqual([first.missing, first.added], [0, PICTURES - first.moved]);
    assert.deepEqual(watcher.stages.map(({ title, isOver }) => [title, isOver]), [
      ["Scanning", true],
      ["Comparing", true],
    ]);
    const second = await space.scan();
    assert.deepEqual([second.added, second.moved, second.missing], [0, PICTURES - first.moved, 0]);
    assert.deepEqual(ids(space), known);
    const third = await space.scan();
    assert.deepEqual([third.unchanged, third.rows_written], [PICTURES, 0]);
  }),
);

Deno.test(
  "a scan that is stopped before it compares leaves that to the next one",
  inWorkspace(async (space) => {
    await moveAll(space);
    const known = ids(space);
    let breaths = 0;
    const world = worldOf(SETTINGS, {
      pace: {
        ...UNSTOPPED,
        needsBreath: () => ++breaths > PICTURES / 2,
        breathe: () => Promise.reject(new Interrupted()),
      },
    });
    const first = await scan(space, world);
    assert.ok(first.counts.added > 0 && first.counts.added < PICTURES, String(first.counts.added));
    assert.deepEqual([first.counts.moved, first.counts.missing], [0, 0]);
    const second = await space.scan();
    const { added, moved, missing } = second;
    assert.deepEqual([added, moved, missing], [0, PICTURES, 0]);
    assert.deepEqual(ids(space), known);
    assert.equal(space.value("SELECT count(*) FROM settings WHERE name = 'new_files_from'"), 0n);
  }),
);

Deno.test(
  "a file that was known before a scan was stopped is none of those that the next one compares",
  inWorkspace(async (space) => {
    space.put("known.png", pngWith(infotext(10)));
    await space.scan();
    await moveAll(space);
    space.exec("UPDATE files SET file_hash = NULL WHERE file_path LIKE '%known.png'");
    const known = space.sql("SELECT id, file_path FROM files WHERE file_path LIKE '%known.png'");
    const watcher = new Watcher(({ title }) => title === "Comparing");
    const first = await scan(space, watcher.world());
    assert.deepEqual([first.counts.moved, first.counts.missing], [0, 0]);
    space.remove("new/10.png");
    const { moved, missing } = await space.scan();
    assert.deepEqual([moved, missing], [PICTURES - 1, 2]);
    const rows = space.sql("SELECT id, file_path FROM files WHERE file_path LIKE '%known.png'");
    assert.deepEqual(rows, known);
  }),
);

Deno.test(
  "hashing shows its bytes",
  inWorkspace(async (space) => {
    await moveAll(space);
    const { size } = Deno.statSync(space.at("new/10.png"));
    const watcher = new Watcher();
    const { counts } = await scan(space, watcher.world());
    assert.equal(counts.moved, PICTURES);
    const stage = watcher.stages.find(({ unit }) => unit === "bytes");
    assert.equal(stage?.title, "Comparing");
    assert.deepEqual(stage?.updates[PICTURES - 1], [PICTURES * size, PICTURES * size]);
  }),
);

Deno.test(
  "no more is hashed than is of use: other sizes, and files when all that are gone were found, are not read",
  inWorkspace(async (space) => {
    await moveAll(space);
    space.exec("UPDATE files SET file_hash = NULL WHERE file_path NOT LIKE '%10.png'");
    space.put("other.png", pngWith(infotext(1000)));
    const hashed: string[] = [];
    const world = worldOf(SETTINGS, {});
    const { counts } = await scan(space, {
      ...world,
      hashFiles: async (client) =>
        await world.hashFiles({
          bytes: client.bytes,
          bytesLeft: () => client.bytesLeft(),
          next: () => client.next(),
          told: (bytes) => client.told(bytes),
          done: (file, hash) => {
            hashed.push(file.path);
            client.done(file, hash);
          },
        }),
    });
    assert.deepEqual(hashed, [space.at("new/10.png")]);
    assert.deepEqual([counts.moved, counts.missing], [1, PICTURES - 1]);
  }),
);

Deno.test(
  "copies of one file that is gone: one of them is that file, the others are new",
  inWorkspace(async (space) => {
    await moveAll(space);
    for (const name of ["x", "y"]) {
      space.put(`new/${name}.png`, Deno.readFileSync(space.at("new/10.png")));
    }
    const { moved, added, missing } = await space.scan();
    assert.deepEqual([moved, added, missing], [PICTURES, 2, 0]);
  }),
);

Deno.test(
  "known copies of one file that are both gone are both found again",
  inWorkspace(async (space) => {
    await moveAll(space);
    space.put("new/x.png", Deno.readFileSync(space.at("new/10.png")));
    space.exec(`INSERT INTO files (file_path, file_size, file_hash, status)
      SELECT file_path || '.copy', file_size, file_hash, status FROM files
      WHERE file_path LIKE '%10.png'`);
    const { moved, added, missing } = await space.scan();
    assert.deepEqual([moved, added, missing], [PICTURES + 1, 0, 0]);
  }),
);

Deno.test(
  "a file that is gone before it is hashed is no known one",
  inWorkspace(async (space) => {
    await moveAll(space);
    const world = worldOf(SETTINGS, {});
    const { counts } = await scan(space, {
      ...world,
      hashFiles: async (client) => {
        space.remove("new/10.png");
        await world.hashFiles(client);
      },
    });
    assert.deepEqual([counts.moved, counts.missing], [PICTURES - 1, 2]);
  }),
);

Deno.test(
  "a scan of unchanged files asks for nothing: neither what reads, nor threads, nor a second stage",
  inWorkspace(async (space) => {
    for (let n = 0; n < 20; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    await space.scan();
    const none = (): never => {
      throw new Error("asked in vain");
    };
    const watcher = new Watcher();
    const world = { ...watcher.world(), getReady: none, readAhead: none, hashFiles: none };
    const { counts } = await scan(space, world);
    assert.deepEqual([counts.unchanged, watcher.stages.length], [20, 1]);
  }),
);

Deno.test(
  "a scan that is stopped while it looks for what is gone marks nothing, and the next one finishes",
  inWorkspace(async (space) => {
    for (let n = 0; n < 20; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    await space.scan();
    for (let n = 0; n < 20; n += 2) space.remove(`${n}.png`);
    for (const prune of [false, true]) {
      const watcher = new Watcher(({ title }) => title === "Comparing");
      using db = openForWork(space.database, { create: false });
      const scanner = new Scanner(db, { ...OPTIONS, prune }, watcher.world());
      await assert.rejects(scanner.scan([space.pictures]), Interrupted);
      const { missing, pruned, unchanged } = scanner.counts;
      assert.deepEqual([missing, pruned, unchanged], [0, 0, 10]);
    }
    const watcher = new Watcher();
    assert.equal((await scan(space, watcher.world())).counts.missing, 10);
    const [, stage] = watcher.stages;
    assert.deepEqual(stage?.updates.slice(-1), [[20, 20]]);
  }),
);

Deno.test(
  "a scan that is stopped while it marks what is gone keeps what it marked",
  inWorkspace(async (space) => {
    for (let n = 0; n < 20; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    await space.scan();
    for (let n = 0; n < 20; n += 2) space.remove(`${n}.png`);
    // One for each file that is there, one for each row, then three of those that are marked.
    let left = 10 + 20 + 3;
    const pace: Pace = {
      ...UNSTOPPED,
      needsBreath: () => --left < 0,
      breathe: () => Promise.reject(new Interrupted()),
    };
    const first = (await scan(space, worldOf(SETTINGS, { pace }))).counts.missing;
    assert.ok(first > 0 && first < 10, String(first));
    assert.equal((await space.scan()).missing, 10 - first);
  }),
);

/** Longer than anybody hashes in a test: a hole, which takes no room. */
const HUGE = 2 ** 40;
/** Ends a process that does not stop. */
const PATIENCE_MS = 120_000;

Deno.test({
  name: "Ctrl-C ends a scan in the midst of hashing, and the process with it",
  ignore: Deno.build.os === "windows",
  fn: inWorkspace(async (space) => {
    const make = (name: string): void => {
      space.put(name, "");
      Deno.truncateSync(space.at(name), HUGE);
    };
    make("old.ckpt");
    await space.scan();
    space.exec(`UPDATE files SET file_hash = '${"ab".repeat(32)}'`);
    space.remove("old.ckpt");
    for (let n = 0; n < 8; n++) make(`${n}.ckpt`);
    const args = ["run", "--no-lock", "-A", "--quiet", CLI, "scan", space.database, space.pictures];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" })
      .spawn();
    const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    while (space.value("SELECT count(*) FROM files") !== 9n) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    clearTimeout(patience);
    assert.equal(code, 130);
    assert.match(new TextDecoder().decode(stdout), /Stopped before the end/);
    assert.equal(space.value("SELECT count(*) FROM files WHERE status = 'missing'"), 0n);
  }),
});
