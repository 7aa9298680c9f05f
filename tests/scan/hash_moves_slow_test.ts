import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { png } from "../fixtures/png.ts";
import { openForWork } from "../../src/work/ready.ts";
import { Scanner } from "../../src/scan/scanner.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { start, state } from "./three_pictures.ts";
import { OPTIONS, worldOf } from "./two_ways.ts";

/** Stores the hash of every file, as the command that hashes does. */
function storeHashes(space: Workspace, transform = (hash: string): string => hash): void {
  for (const { id, file_path } of space.sql("SELECT id, file_path FROM files")) {
    const hash = createHash("sha256").update(Deno.readFileSync(String(file_path))).digest("hex");
    space.sql("UPDATE files SET file_hash = ? WHERE id = ?", transform(hash), id as bigint);
  }
}

/** Moves a file as between two disks: a copy with another inode and time, then the original goes. */
function moveByCopy(space: Workspace, from: string, to: string): void {
  space.put(to, Deno.readFileSync(space.at(from)));
  space.remove(from);
}

for (
  const [name, transform] of [
    ["lower", (hash: string): string => hash],
    ["upper", (hash: string): string => hash.toUpperCase()],
  ] as const
) {
  Deno.test(
    `a file that moved to another disk is known by its hash in ${name} case, and keeps id, rows and hash`,
    inWorkspace(async (space) => {
      await start(space);
      storeHashes(space, transform);
      const before = state(space);
      const hash = space.value(
        "SELECT file_hash FROM files WHERE file_path = ?",
        space.at("a.png"),
      );
      moveByCopy(space, "a.png", "new/a.png");
      space.put("unrelated.png", pngWith(infotext(8)));
      const { scan, extract } = await space.scanAndExtract();
      assert.deepEqual([scan.moved, scan.added, scan.missing, extract.files], [1, 1, 0, 1]);
      const after = state(space);
      assert.deepEqual(after["new/a.png"], before["a.png"]);
      assert.equal(after["a.png"], undefined);
      assert.equal(
        space.value("SELECT file_hash FROM files WHERE file_path = ?", space.at("new/a.png")),
        hash,
      );
      const again = await space.scanAndExtract();
      assert.deepEqual([again.scan.unchanged, again.scan.rows_written], [4, 0]);
    }),
  );
}

Deno.test(
  "a file of the same size with other bytes than the known hash is a new file",
  inWorkspace(async (space) => {
    await start(space);
    storeHashes(space);
    const { size } = Deno.statSync(space.at("a.png"));
    space.remove("a.png");
    space.put("new.png", pngWith(infotext(7)));
    assert.equal(Deno.statSync(space.at("new.png")).size, size);
    const { scan } = await space.scanAndExtract();
    assert.deepEqual([scan.moved, scan.added, scan.missing], [0, 1, 1]);
    assert.deepEqual([state(space)["a.png"]?.seed, state(space)["new.png"]?.seed], [1n, 7n]);
  }),
);

Deno.test(
  "a file whose bytes change between two scans of one program is hashed again",
  inWorkspace(async (space) => {
    await start(space);
    storeHashes(space);
    using db = openForWork(space.database, { create: false });
    const rescan = async (): Promise<number> => {
      const scanner = new Scanner(db, OPTIONS, worldOf(SETTINGS));
      await scanner.scan([space.pictures]);
      return scanner.counts.moved;
    };
    space.remove("a.png");
    space.put("new.png", pngWith(infotext(9)));
    assert.equal(await rescan(), 0);
    space.remove("new.png");
    await rescan();
    db.exec("DELETE FROM files WHERE file_path LIKE '%new.png'");
    space.put("new.png", pngWith(infotext(1)));
    assert.equal(await rescan(), 1);
  }),
);

Deno.test(
  "a file moved by its hash leaves the text of its old sidecar behind",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    space.put("a.txt", infotext(4));
    await space.scanAndExtract();
    storeHashes(space);
    moveByCopy(space, "a.png", "sub/a.png");
    const { scan } = await space.scanAndExtract();
    assert.equal(scan.moved, 1);
    const [row] = space.sql("SELECT status, metadata_json, metadata_source FROM files");
    assert.deepEqual(row, { status: "no_metadata", metadata_json: null, metadata_source: null });
    assert.equal((await space.scan()).rows_written, 0);
  }),
);

Deno.test(
  "a hash stays with the bytes it was taken of: kept when a file only went and came, gone when it changed",
  inWorkspace(async (space) => {
    await start(space);
    storeHashes(space);
    const hashOf = (name: string): unknown =>
      space.value("SELECT file_hash FROM files WHERE file_path = ?", space.at(name));
    const before = hashOf("a.png");
    Deno.renameSync(space.at("a.png"), `${space.folder}/aside`);
    await space.scan();
    Deno.renameSync(`${space.folder}/aside`, space.at("a.png"));
    await space.scan();
    assert.equal(hashOf("a.png"), before);
    space.put("a.png", pngWith(infotext(5)));
    await space.scan();
    assert.equal(hashOf("a.png"), null);
  }),
);

/** Before each: a.png, b.png and sub/c.png, hashed. By copies, as between two disks. */
const BY_COPIES: readonly {
  readonly name: string;
  readonly act: (space: Workspace) => void;
  /** Path to the name that its row had; "" for a new one. */
  readonly expected: Readonly<Record<string, string>>;
  readonly missing?: number;
}[] = [
  {
    name: "a move whose old name the next picture gets",
    act: (space): void => {
      moveByCopy(space, "a.png", "new/a.png");
      space.put("a.png", pngWith(infotext(9)));
    },
    expected: { "a.png": "", "b.png": "b.png", "new/a.png": "a.png", "sub/c.png": "sub/c.png" },
  },
  {
    name: "a swap of two names",
    act: (space): void => {
      moveByCopy(space, "a.png", "t");
      moveByCopy(space, "b.png", "a.png");
      moveByCopy(space, "t", "b.png");
    },
    expected: { "a.png": "b.png", "b.png": "a.png", "sub/c.png": "sub/c.png" },
  },
  {
    name: "a chain",
    act: (space): void => {
      moveByCopy(space, "b.png", "c.png");
      moveByCopy(space, "a.png", "b.png");
    },
    expected: { "b.png": "a.png", "c.png": "b.png", "sub/c.png": "sub/c.png" },
  },
  {
    name: "a move onto a known name, written into the file that was there",
    act: (space) => moveByCopy(space, "a.png", "b.png"),
    expected: { "b.png": "a.png", "b.png/replaced 2/b.png": "b.png", "sub/c.png": "sub/c.png" },
    missing: 1,
  },
  {
    name: "a copy of a file whose time changes, which stays where it is",
    act: (space): void => {
      space.put("0.png", Deno.readFileSync(space.at("a.png")));
      space.touch("a.png");
    },
    expected: { "0.png": "", "a.png": "a.png", "b.png": "b.png", "sub/c.png": "sub/c.png" },
  },
];

for (const { name, act, expected, missing = 0 } of BY_COPIES) {
  Deno.test(
    `ids after ${name}, known by hash alone`,
    inWorkspace(async (space) => {
      await start(space);
      storeHashes(space);
      const before = state(space);
      act(space);
      assert.equal((await space.scan()).missing, missing);
      const after = state(space);
      assert.deepEqual(Object.keys(after), Object.keys(expected));
      const known = new Set(Object.values(before).map(({ id }) => id));
      for (const [path, was] of Object.entries(expected)) {
        if (was === "") assert.ok(!known.has(after[path]?.id), path);
        else assert.equal(after[path]?.id, before[was]?.id, path);
      }
      assert.equal((await space.scan()).rows_written, 0);
    }),
  );
}

Deno.test(
  "two files of one size and time that swap names keep their hashes, also when they are hashed before they are scanned",
  inWorkspace(async (space) => {
    const names = ["a.png", "b.png"];
    names.forEach((name, n) => space.put(name, pngWith(infotext(n + 1))));
    const time = new Date(1_700_000_000_123);
    for (const name of names) Deno.utimeSync(space.at(name), time, time);
    await space.scan();
    const hashes = (): Record<string, unknown> =>
      Object.fromEntries(
        space.sql("SELECT id, file_hash FROM files").map(({ id, file_hash }) => [
          String(id),
          file_hash,
        ]),
      );
    await space.hash();
    const known = hashes();
    const swap = (): void => {
      space.rename("a.png", "t");
      space.rename("b.png", "a.png");
      space.rename("t", "b.png");
    };
    swap();
    assert.equal((await space.scan()).moved, 2);
    assert.deepEqual(hashes(), known);
    space.exec("UPDATE files SET file_hash = NULL");
    swap();
    assert.equal((await space.hash()).hashed, 0);
    await space.scan();
    await space.hash();
    assert.deepEqual(hashes(), known);
  }),
);
