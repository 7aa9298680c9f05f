import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { openForWork } from "../../src/work/ready.ts";
import { mayCallFunctions } from "../../src/db/functions.ts";
import { sd } from "../../src/plugins/sd_native.ts";

/** A database with everything that the migrations make. */
function migrated(): DatabaseSync {
  return openForWork(":memory:", { create: true });
}

Deno.test("what the migrations make calls no function of ours", () => {
  using db = migrated();
  assert.equal(mayCallFunctions(db), false);
});

for (
  const [what, sql] of [
    ["trigger", "TRIGGER mine AFTER UPDATE ON files BEGIN SELECT sd_version(); END"],
    ["trigger that quotes", 'TRIGGER mine AFTER UPDATE ON files BEGIN SELECT "SD_Version"(); END'],
    ["view", "VIEW mine AS SELECT [Sd_sha256](file_path) FROM files"],
    ["index", "INDEX mine ON files (sd_sha256(file_hash))"],
    ["partial index", "INDEX mine ON files (id) WHERE sd_sha256(file_hash) > ''"],
    ["generated column", "TABLE mine (a, b AS (sd_sha256(a)))"],
    ["check", "TABLE mine (a CHECK (sd_sha256(a) > ''))"],
  ] as const
) {
  Deno.test(`a ${what} of the user's may call functions`, () => {
    using db = migrated();
    db.exec(`CREATE ${sql}`);
    assert.equal(mayCallFunctions(db), true);
  });
}

Deno.test("every function of ours is one that a trigger may be seen to call", () => {
  for (const { name } of sd.functions) {
    using db = migrated();
    db.exec(`CREATE TRIGGER mine AFTER UPDATE ON files BEGIN SELECT ${name}(NEW.id); END`);
    assert.equal(mayCallFunctions(db), true, name);
  }
});
