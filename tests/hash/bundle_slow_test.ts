/** The program with its threads, and without where their modules are not there, as in one file, or may not be read. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { infotext, pngWith } from "../support/workspace.ts";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
const BYTES = 70 * 1024 * 1024;

/** More than a scan reads without a thread. */
const FILES = 2200;

/** A program whose thread goes on for ever does not end. */
const PATIENCE_MS = 120_000;

function deno(...args: string[]): void {
  const options = { cwd: ROOT, timeout: PATIENCE_MS, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(Deno.execPath(), args, options);
  assert.equal(status, 0, stderr);
}

function fillWithImages(folder: string): void {
  for (let n = 0; n < FILES; n++) {
    Deno.writeFileSync(join(folder, `${n}.png`), pngWith(infotext(n)));
  }
}

function assertScanned(database: string): void {
  using db = new DatabaseSync(database);
  const { n } = db.prepare("SELECT count(*) AS n FROM files WHERE status = 'ok'").get() ?? {};
  assert.equal(n, FILES);
}

Deno.test("the bundled program scans and hashes what is worth threads without them", () => {
  const folder = Deno.makeTempDirSync({ prefix: "sd test " });
  try {
    const program = join(folder, "sqlite-sd.js");
    deno("bundle", "--quiet", "--output", program, "./cli.ts");
    const images = join(folder, "images");
    Deno.mkdirSync(images);
    fillWithImages(images);
    deno("run", "--allow-read", "--allow-write", program, "scan", join(folder, "i.sqlite"), images);
    assertScanned(join(folder, "i.sqlite"));
    Deno.removeSync(images, { recursive: true });
    const model = join(folder, "large.ckpt");
    Deno.writeFileSync(model, new Uint8Array(BYTES));
    const database = join(folder, "models.sqlite");
    deno("run", "--allow-read", "--allow-write", program, "scan", database, folder);
    deno("run", "--allow-read", "--allow-write", program, "hash", database);
    using db = new DatabaseSync(database);
    assert.equal(
      db.prepare("SELECT file_hash FROM files").get()?.["file_hash"],
      createHash("sha256").update(new Uint8Array(BYTES)).digest("hex"),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

for (
  const [what, isFolderAlone] of [
    ["with a thread, which ends with the scan", false],
    ["without one, with permission for the user's folder alone", true],
  ] as const
) {
  Deno.test(`many new files are scanned ${what}`, () => {
    const folder = Deno.makeTempDirSync({ prefix: "sd test " });
    try {
      fillWithImages(folder);
      const database = join(folder, "i.sqlite");
      const permissions = ["--allow-read", "--allow-write"]
        .map((flag) => isFolderAlone ? `${flag}=${folder}` : flag);
      deno("run", "--no-prompt", ...permissions, "cli.ts", "scan", database, folder);
      assertScanned(database);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
