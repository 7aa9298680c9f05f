/** Many threads and connections at once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EXTENSION } from "../../extension/build.ts";
import { installPlugins, sd } from "../../mod.ts";
import { PYTHON, run, testInHost } from "./hosts.ts";

const ROWS = 100;

/** What Deno gives for the texts of threads.py. */
function expected(): string {
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [sd]);
  db.exec("CREATE TABLE texts (text TEXT)");
  const insert = db.prepare("INSERT INTO texts VALUES (?)");
  for (let n = 0; n < ROWS; n++) {
    insert.run(
      `a cat <lora:moss:0.5> ${n}\nNegative prompt: blurry\nSteps: ${n}, Sampler: Euler a, Seed: ${n}, Size: 8x8`,
    );
  }
  return String(
    db.prepare("SELECT sd_sha256(group_concat(sd_hash(text))) AS x FROM texts").get()?.x,
  );
}

testInHost(
  "Python",
  "4 threads with 4 connections each make 10,000 calls on every one, and all are right",
  async () => {
    const script = join(import.meta.dirname ?? "", "threads.py");
    assert.equal(await run(PYTHON ?? "", [script, EXTENSION, expected()]), "clean\n");
  },
);
