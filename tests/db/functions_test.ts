import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { openForWork } from "../../src/commands/ready.ts";
import { mayCallFunctions } from "../../src/db/functions.ts";

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
