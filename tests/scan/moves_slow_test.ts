import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { start, state, usages } from "./three_pictures.ts";

interface Case {
  readonly name: string;
  readonly act: (space: Workspace) => void;
  /** Path to its id (by the name it had), status and seed. */
  readonly expected: Readonly<Record<string, readonly [was: string, status: string, seed: bigint]>>;
  readonly moved: number;
  readonly missing?: number;
}

/** Before each: a.png (seed 1), b.png (seed 2, same size and not the same time), sub/c.png (seed 3). */
const CASES: readonly Case[] = [
  {
    name: "a rename",
    act: (space) => space.rename("a.png", "z.png"),
    expected: {
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
      "z.png": ["a.png", "ok", 1n],
    },
    moved: 1,
  },
  {
    name: "a move into another folder and one out of it",
    act: (space): void => {
      space.rename("a.png", "new/folder/a.png");
      space.rename("sub/c.png", "a_c.png");
    },
    expected: {
      "a_c.png": ["sub/c.png", "ok", 3n],
      "b.png": ["b.png", "ok", 2n],
      "new/folder/a.png": ["a.png", "ok", 1n],
    },
    moved: 2,
  },
  {
    name: "a renamed folder",
    act: (space) => space.rename("sub", "other"),
    expected: {
      "a.png": ["a.png", "ok", 1n],
      "b.png": ["b.png", "ok", 2n],
      "other/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 1,
  },
  {
    name: "a rename and an edit, which make a new file",
    act: (space): void => {
      space.rename("a.png", "z.png");
      space.put("z.png", pngWith(infotext(1000)));
    },
    expected: {
      "a.png": ["a.png", "missing", 1n],
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
      "z.png": ["", "ok", 1000n],
    },
    moved: 0,
    missing: 1,
  },
  {
    name: "a swap",
    act: (space): void => {
      space.rename("a.png", "t");
      space.rename("b.png", "a.png");
      space.rename("t", "b.png");
    },
    expected: {
      "a.png": ["b.png", "ok", 2n],
      "b.png": ["a.png", "ok", 1n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 2,
  },
  {
    name: "a chain of renames",
    act: (space): void => {
      space.rename("b.png", "c.png");
      space.rename("a.png", "b.png");
    },
    expected: {
      "b.png": ["a.png", "ok", 1n],
      "c.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 2,
  },
  {
    name: "a chain of renames whose first name is taken again",
    act: (space): void => {
      space.rename("b.png", "sub/b.png");
      space.rename("a.png", "b.png");
      space.put("a.png", pngWith(infotext(9)));
    },
    expected: {
      "a.png": ["", "ok", 9n],
      "b.png": ["a.png", "ok", 1n],
      "sub/b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 2,
  },
  {
    name: "a turn of three names",
    act: (space): void => {
      space.rename("a.png", "t");
      space.rename("b.png", "a.png");
      space.rename("sub/c.png", "b.png");
      space.rename("t", "sub/c.png");
    },
    expected: {
      "a.png": ["b.png", "ok", 2n],
      "b.png": ["sub/c.png", "ok", 3n],
      "sub/c.png": ["a.png", "ok", 1n],
    },
    moved: 3,
  },
  {
    name: "a move whose old name the next picture gets",
    act: (space): void => {
      space.rename("a.png", "arch/a.png");
      space.put("a.png", pngWith(infotext(8)));
    },
    expected: {
      "a.png": ["", "ok", 8n],
      "arch/a.png": ["a.png", "ok", 1n],
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 1,
  },
  {
    name: "an edit by a program that writes a new file and renames it",
    act: (space): void => {
      space.put("t", pngWith(infotext(1001)));
      space.rename("t", "a.png");
    },
    expected: {
      "a.png": ["a.png", "ok", 1001n],
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 0,
  },
  {
    name: "another file of the same size and time in a known place",
    act: (space): void => {
      const { mtime } = Deno.statSync(space.at("a.png"));
      space.put("t", pngWith(infotext(7)));
      Deno.utimeSync(space.at("t"), mtime ?? 0, mtime ?? 0);
      space.rename("t", "a.png");
    },
    expected: {
      "a.png": ["a.png", "ok", 7n],
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 0,
  },
  {
    name: "a copy beside the original, which is a file of its own",
    act: (space): void => {
      Deno.copyFileSync(space.at("a.png"), space.at("copy.png"));
      const { mtime } = Deno.statSync(space.at("a.png"));
      Deno.utimeSync(space.at("copy.png"), mtime ?? 0, mtime ?? 0);
    },
    expected: {
      "a.png": ["a.png", "ok", 1n],
      "b.png": ["b.png", "ok", 2n],
      "copy.png": ["", "ok", 1n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 0,
  },
  {
    name: "a hard link, which is a file of its own",
    act: (space) => Deno.linkSync(space.at("a.png"), space.at("hard.png")),
    expected: {
      "a.png": ["a.png", "ok", 1n],
      "b.png": ["b.png", "ok", 2n],
      "hard.png": ["", "ok", 1n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 0,
  },
  {
    name: "a rename onto another file, whose row stands below its name from then on",
    act: (space) => space.rename("a.png", "b.png"),
    expected: {
      "b.png": ["a.png", "ok", 1n],
      "b.png/replaced 2/b.png": ["b.png", "missing", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
    },
    moved: 1,
    missing: 1,
  },
  {
    name: "a rename to a place where a folder of the old name comes",
    act: (space): void => {
      space.rename("a.png", "z.png");
      Deno.mkdirSync(space.at("a.png"));
    },
    expected: {
      "b.png": ["b.png", "ok", 2n],
      "sub/c.png": ["sub/c.png", "ok", 3n],
      "z.png": ["a.png", "ok", 1n],
    },
    moved: 1,
  },
];

for (const { name, act, expected, moved, missing = 0 } of CASES) {
  Deno.test(
    `ids and rows after ${name}`,
    inWorkspace(async (space) => {
      await start(space);
      const before = state(space);
      act(space);
      const { scan } = await space.scanAndExtract();
      assert.deepEqual([scan.moved, scan.missing], [moved, missing]);
      const after = state(space);
      assert.deepEqual(Object.keys(after), Object.keys(expected));
      const known = new Set(Object.values(before).map(({ id }) => id));
      for (const [path, [was, status, seed]] of Object.entries(expected)) {
        assert.deepEqual([after[path]?.status, after[path]?.seed], [status, seed], path);
        if (was === "") assert.ok(!known.has(after[path]?.id), path);
        else assert.equal(after[path]?.id, before[was]?.id, path);
      }
      const again = await space.scanAndExtract();
      assert.deepEqual([again.scan.rows_written, again.extract.files], [0, 0]);
    }),
  );
}

Deno.test(
  "a move costs no reading and no extraction, and the usages keep their ids",
  inWorkspace(async (space) => {
    await start(space);
    const before = usages(space);
    space.rename("a.png", "sub/z.png");
    const { scan, extract } = await space.scanAndExtract();
    assert.deepEqual([scan.opened, scan.moved, scan.added, extract.files], [0, 1, 0, 0]);
    assert.deepEqual(usages(space), before);
  }),
);

Deno.test(
  "a file that was missing when it turns up elsewhere keeps its id and rows",
  inWorkspace(async (space) => {
    await start(space);
    const { id } = state(space)["a.png"] ?? {};
    Deno.renameSync(space.at("a.png"), `${space.folder}/aside.png`);
    assert.equal((await space.scan()).missing, 1);
    Deno.renameSync(`${space.folder}/aside.png`, space.at("sub/back.png"));
    const { scan, extract } = await space.scanAndExtract();
    assert.deepEqual([scan.moved, scan.added, extract.files], [1, 0, 0]);
    assert.deepEqual(state(space)["sub/back.png"], { id, status: "ok", seed: 1n });
  }),
);

Deno.test(
  "one of two hard links that goes is missing, one that is renamed keeps its id",
  inWorkspace(async (space) => {
    await start(space);
    Deno.linkSync(space.at("a.png"), space.at("hard.png"));
    await space.scan();
    const before = state(space);
    space.rename("hard.png", "harder.png");
    assert.equal((await space.scan()).moved, 1);
    assert.equal(state(space)["harder.png"]?.id, before["hard.png"]?.id);
    space.remove("a.png");
    assert.deepEqual([(await space.scan()).missing, state(space)["a.png"]?.status], [1, "missing"]);
  }),
);

Deno.test(
  "a file that moved from one root to another is moved, also with --prune and in either order",
  inWorkspace(async (space) => {
    space.put("one/a.png", pngWith(infotext(1)));
    space.put("two/b.png", pngWith(infotext(2)));
    const paths = [space.at("one"), space.at("two")];
    await space.scanAndExtract({ paths });
    const before = state(space);
    space.rename("one/a.png", "two/a.png");
    space.rename("two/b.png", "one/b.png");
    const { scan } = await space.scanAndExtract({ paths, prune: true });
    assert.deepEqual([scan.moved, scan.missing, scan.pruned, scan.added], [2, 0, 0, 0]);
    assert.deepEqual(state(space), {
      "one/b.png": before["two/b.png"],
      "two/a.png": before["one/a.png"],
    });
  }),
);
