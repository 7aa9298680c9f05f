/** Two scans of one database at once: each file is opened once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { png } from "../fixtures/png.ts";
import type { CommandContext } from "../../src/work/command.ts";
import { LOCK_SUFFIX, ScanLock } from "../../src/work/scan_lock.ts";
import {
  infotext,
  inWorkspace,
  pngWith,
  type Scanned,
  type Workspace,
} from "../support/workspace.ts";

const CLI = join(import.meta.dirname ?? "", "..", "..", "cli.ts");
const PICTURES = 400;

function fill(space: Workspace): void {
  space.fill();
  for (let n = 0; n < PICTURES; n++) space.put(`${n % 5}/${n}.png`, pngWith(infotext(n)));
}

function lockFileIsThere({ database }: Workspace): boolean {
  try {
    return Deno.statSync(database + LOCK_SUFFIX).isFile;
  } catch {
    return false;
  }
}

async function scanByProcess({ database, pictures }: Workspace): Promise<Scanned> {
  const args = ["run", "--no-lock", "-A", "--quiet", CLI, "scan", database, pictures, "--json"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "null" }).output();
  return JSON.parse(new TextDecoder().decode(stdout)) as Scanned;
}

Deno.test(
  "three processes that scan at once open each file once, and all find every one",
  inWorkspace(async (space) => {
    fill(space);
    const scans = await Promise.all([1, 2, 3].map(() => scanByProcess(space)));
    for (const { found, errors } of scans) assert.deepEqual([found, errors], [PICTURES, []]);
    const sum = (count: (scan: Scanned) => number): number =>
      scans.reduce((total, scan) => total + count(scan), 0);
    assert.deepEqual([sum((scan) => scan.opened), sum((scan) => scan.added)], [PICTURES, PICTURES]);
    assert.equal(space.value("SELECT count(*) FROM files"), BigInt(PICTURES));
    assert.equal(lockFileIsThere(space), false);
  }),
);

Deno.test(
  "a scan waits for another one, and says so; one that has nothing to read does not; Ctrl-C ends the wait",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    await space.scan();
    const titles: string[] = [];
    let isStopped = false;
    let left: (() => void) | null = null;
    const context: CommandContext = {
      progress: (title) => {
        titles.push(title);
        if (title === "Waiting for another scan") left?.();
        return { update: () => {}, end: () => {} };
      },
      interrupted: () => isStopped,
    };
    {
      using lock = new ScanLock(space.database);
      await lock.take(() => assert.fail("nobody has it"));
      assert.equal((await space.scan({}, context)).unchanged, 1);
      assert.deepEqual(titles, ["Scanning"]);
      space.put("b.png", png());
      left = () => isStopped = true;
      const stopped = await space.scan({}, context);
      assert.deepEqual([stopped.report.interrupted, stopped.opened], [true, 0]);
      isStopped = false;
      left = () => lock[Symbol.dispose]();
      const { opened, added } = await space.scan({}, context);
      assert.deepEqual([opened, added], [1, 1]);
    }
    assert.equal(lockFileIsThere(space), false);
  }),
);

Deno.test(
  "scans of one process, at once, open each file once",
  inWorkspace(async (space) => {
    fill(space);
    const scans = await Promise.all([1, 2, 3, 4].map(() => space.scan()));
    assert.equal(
      scans.map(({ opened }) => opened).reduce((sum, count) => sum + count, 0),
      PICTURES,
    );
  }),
);

Deno.test(
  "a lock's file that a killed scan left behind is no obstacle, and another's file of that name is left alone",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    Deno.writeTextFileSync(space.database + LOCK_SUFFIX, "");
    assert.equal((await space.scan()).added, 1);
    assert.equal(lockFileIsThere(space), false);
    Deno.writeTextFileSync(space.database + LOCK_SUFFIX, "mine");
    space.put("b.png", png());
    assert.equal((await space.scan()).added, 1);
    assert.equal(Deno.readTextFileSync(space.database + LOCK_SUFFIX), "mine");
  }),
);
