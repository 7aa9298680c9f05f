/** Whatever happens to files: scanning again comes to the same as scanning into a new database. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { png } from "../fixtures/png.ts";
import { infotext, pngWith, type Row, Workspace } from "../support/workspace.ts";

const NAMES = ["a.png", "b.png", "c.png", "d/a.png", "d/b.png", "d/e/f.png"];

type Operation =
  | { readonly do: "create" | "edit"; readonly file: number; readonly seed: number }
  | { readonly do: "bare" | "delete" | "touch"; readonly file: number }
  | { readonly do: "rename" | "swap"; readonly file: number; readonly to: number }
  | { readonly do: "sidecar"; readonly file: number; readonly seed: number }
  | { readonly do: "scan" };

const file = fc.nat(NAMES.length - 1);
const seed = fc.integer({ min: 1, max: 12 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("create", "edit"), file, seed }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("bare", "delete", "touch"), file }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("rename", "swap"), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sidecar"), file, seed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("scan") }) },
);

function has(space: Workspace, name: string): boolean {
  try {
    return Deno.lstatSync(space.at(name)).isFile;
  } catch {
    return false;
  }
}

/** Does it, as far as it is possible. */
function perform(space: Workspace, operation: Operation): void {
  if (operation.do === "scan") return;
  const name = NAMES[operation.file] ?? "a.png";
  if (operation.do === "create" || operation.do === "edit") {
    space.put(name, pngWith(infotext(operation.seed)));
  } else if (operation.do === "bare") space.put(name, png());
  else if (operation.do === "sidecar") {
    space.put(name.replace(".png", ".txt"), infotext(operation.seed));
  } else if (!has(space, name)) return;
  else if (operation.do === "delete") space.remove(name);
  else if (operation.do === "touch") space.touch(name);
  else if ("to" in operation) {
    const to = NAMES[operation.to] ?? "a.png";
    if (to === name) return;
    if (operation.do === "rename") space.rename(name, to);
    else if (has(space, to)) {
      space.rename(name, "aside");
      space.rename(to, name);
      space.rename("aside", to);
    }
  }
}

/** All that a database says about the files that are there, without ids and times. */
function content(space: Workspace, database: string): Row[] {
  const query =
    `SELECT f.file_path, f.status, f.container, f.metadata_source, f.metadata_json, f.file_size,
      f.file_mtime, m.seed, m.metadata_hash, m.params,
      (SELECT group_concat(lora_name || ':' || weight || ':' || position_index) FROM lora_usages
        WHERE file_id = f.id) AS loras,
      (SELECT count(*) FROM image_resources WHERE file_id = f.id) AS resources
    FROM files AS f LEFT JOIN models AS m ON m.file_id = f.id
    WHERE f.status <> 'missing' ORDER BY f.file_path`;
  return space.sqlIn(database, query);
}

Deno.test("after any sequence of file operations a scan and extraction equal those into a new database", async () => {
  const property = fc.asyncProperty(
    fc.array(operation, { minLength: 1, maxLength: 25 }),
    fc.constantFrom(false, "all" as const),
    async (operations, prune) => {
      const space = new Workspace();
      try {
        const update = (database = space.database): Promise<unknown> =>
          space.scanAndExtract({ database, prune, onMissing: "delete", chunk: 3 });
        await update();
        for (const one of operations) {
          perform(space, one);
          if (one.do === "scan") await update();
        }
        await update();
        const fresh = join(space.folder, "fresh.sqlite");
        await update(fresh);
        assert.deepEqual(content(space, space.database), content(space, fresh));
        const orphans = "SELECT count(*) FROM models WHERE file_id NOT IN (SELECT id FROM files)";
        assert.equal(space.value(orphans), 0n);
        if (prune) {
          assert.equal(space.value("SELECT count(*) FROM files WHERE status = 'missing'"), 0n);
        }
        const again = await space.scanAndExtract({ prune, onMissing: "delete" });
        assert.deepEqual([again.scan.rows_written, again.extract.files], [0, 0]);
      } finally {
        Deno.removeSync(space.folder, { recursive: true });
      }
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

Deno.test("files that are only renamed to free names keep their ids, however they are shuffled", async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,2})?$/), {
    minLength: 2,
    maxLength: 12,
    selector: (name) => name.replace("/", "_"),
  });
  const property = fc.asyncProperty(names, async (stems) => {
    const space = new Workspace();
    try {
      const half = Math.floor(stems.length / 2);
      const before = stems.slice(0, half).map((stem) => `${stem}.png`);
      const after = stems.slice(half, 2 * half).map((stem) => `new_${stem}.png`);
      before.forEach((name, index) => space.put(name, pngWith(infotext(index))));
      await space.scanAndExtract();
      const ids = (): Row[] =>
        space.sql("SELECT id, seed FROM files JOIN models ON file_id = id ORDER BY id");
      const known = ids();
      before.forEach((name, index) => space.rename(name, after[index] ?? name));
      const { scan, extract } = await space.scanAndExtract();
      assert.deepEqual([scan.moved, scan.opened, extract.files], [half, 0, 0]);
      assert.deepEqual(ids(), known);
    } finally {
      Deno.removeSync(space.folder, { recursive: true });
    }
  });
  await fc.assert(property, { numRuns: 25 });
});
