/** The program as one file hashes large files too, though its threads' module is not there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
const BYTES = 70 * 1024 * 1024;

function deno(...args: string[]): void {
  const { success, stderr } = new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("the bundled program hashes a file that is worth threads without them", () => {
  const folder = Deno.makeTempDirSync({ prefix: "sd test " });
  try {
    const program = join(folder, "sqlite-sd.js");
    deno("bundle", "--quiet", "--output", program, "./cli.ts");
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
