import assert from "node:assert/strict";
import { Dirt, type Look } from "../../src/watch/dirt.ts";

const FILE: Look = { isFolder: false, size: 9, mtime: 1 };
const FOLDER: Look = { isFolder: true, size: 0, mtime: 1 };
const ROOTS = ["/r"];

/** A change, or a number of milliseconds that pass. */
type Step = readonly [kind: string, ...paths: string[]] | number;

/** Plays steps; gives the rounds that were due, asked for every 100 ms, with the time of each. */
function roundsOf(
  steps: readonly Step[],
  disk: Readonly<Record<string, Look>>,
  sizes: (now: number) => number = () => 9,
): [time: number, ...places: string[]][] {
  const dirt = new Dirt();
  const rounds: [number, ...string[]][] = [];
  let now = 0;
  for (const step of steps) {
    if (typeof step !== "number") {
      const [kind, ...paths] = step;
      dirt.add({ kind, paths, flag: kind === "any" ? "rescan" : undefined }, ROOTS, now);
      continue;
    }
    for (const end = now + step; now < end;) {
      now += 100;
      const look = (path: string): Look | null => {
        const found = disk[path];
        return found === undefined ? null : found.isFolder ? found : { ...found, size: sizes(now) };
      };
      const round = dirt.due(now, look);
      if (round !== null) {
        rounds.push([now, ...round.files, ...round.folders.map((path) => `${path}/`)]);
      }
    }
  }
  return rounds;
}

const CASES: readonly [
  name: string,
  steps: readonly Step[],
  disk: Readonly<Record<string, Look>>,
  rounds: ReturnType<typeof roundsOf>,
][] = [
  [
    "a file that was closed after writing is due when it is quiet",
    [["create", "/r/a.png"], ["modify", "/r/a.png"], ["access", "/r/a.png"], 1000],
    { "/r/a.png": FILE },
    [[300, "/r/a.png"]],
  ],
  [
    "a file that nobody closed is due when it has stayed as it is for half a second",
    [["create", "/r/a.png"], 2000],
    { "/r/a.png": FILE },
    [[800, "/r/a.png"]],
  ],
  [
    "a file that was opened for reading alone is nothing",
    [["access", "/r/a.png"], 2000],
    { "/r/a.png": FILE },
    [],
  ],
  [
    "a file renamed from an unfinished name was whole before",
    [["create", "/r/a.png.tmp"], ["access", "/r/a.png.tmp"], ["rename", "/r/a.png"], 1000],
    { "/r/a.png": FILE },
    [[300, "/r/a.png"]],
  ],
  [
    "a file that is gone has its folder looked through",
    [["remove", "/r/sub/a.png"], 1000],
    {},
    [[300, "/r/sub/"]],
  ],
  [
    "a folder that came is looked through, and so is the one it left",
    [["rename", "/r/old", "/r/new"], 1000],
    { "/r/new": FOLDER },
    [[300, "/r/", "/r/new/"]],
  ],
  [
    "a sidecar stands for the images beside it",
    [["create", "/r/a.txt"], ["access", "/r/a.txt"], 1000],
    { "/r/a.txt": FILE, "/r/a.png": FILE, "/r/a.webp": FILE },
    [[300, "/r/a.png", "/r/a.webp"]],
  ],
  [
    "other files are nothing",
    [["create", "/r/notes.md"], ["access", "/r/notes.md"], 1000],
    { "/r/notes.md": FILE },
    [],
  ],
  [
    "where the system lost count all roots are looked through",
    [["any"], 1000],
    {},
    [[300, "/r/"]],
  ],
  [
    "files of a folder that is looked through anyway are not named",
    [["access", "/r/a.png"], ["rename", "/r/a.png"], ["remove", "/r/b.png"], 1000],
    { "/r/a.png": FILE },
    [[300, "/r/"]],
  ],
];

for (const [name, steps, disk, rounds] of CASES) {
  Deno.test(name, () => assert.deepEqual(roundsOf(steps, disk), rounds));
}

Deno.test("changes without end are looked at all the same, within two seconds", () => {
  const steps = Array.from({ length: 40 }, (_, n): Step[] => [["rename", `/r/${n}.png`], 100]);
  const disk = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`/r/${n}.png`, FILE]));
  const rounds = roundsOf(steps.flat(), disk);
  assert.ok(rounds.length >= 2, String(rounds.length));
  assert.ok(rounds.every(([time], n) => time - (rounds[n - 1]?.[0] ?? 0) <= 2000));
});

Deno.test("a file that still grows waits, however long it takes", () => {
  const rounds = roundsOf(
    [["create", "/r/a.png"], 9000],
    { "/r/a.png": FILE },
    (now) => Math.min(now, 5000),
  );
  assert.equal(rounds.length, 1);
  const [time] = rounds[0] ?? [0];
  assert.ok(time > 5000 && time < 7000, String(time));
});

Deno.test("many files of one folder are its folder", () => {
  const names = Array.from({ length: 65 }, (_, n) => `/r/sub/${n}.png`);
  const disk = Object.fromEntries(names.map((name) => [name, FILE]));
  assert.deepEqual(roundsOf([["rename", ...names], 1000], disk), [[300, "/r/sub/"]]);
});
