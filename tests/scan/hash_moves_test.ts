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
