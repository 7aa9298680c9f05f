import assert from "node:assert/strict";
import { readQueue } from "../../src/hash/queue.ts";
import { openDatabase } from "../../src/host/open.ts";
import { damage } from "../support/damage.ts";
import { inWorkspace } from "../support/workspace.ts";

const EVERYTHING = { images: true, models: true, usedFirst: false, maxSize: null, rehash: true };

Deno.test(
  "of a damaged database no part of the files is taken for all that wait",
  inWorkspace(async (space) => {
    space.fill(Array.from({ length: 3000 }, (_, n) => `text ${n} ${"x".repeat(200)}`));
    damage(space.database, "files");
    {
      using db = openDatabase(space.database);
      assert.throws(() => readQueue(db, EVERYTHING), { errcode: 11 });
    }
    await assert.rejects(space.hash({ rehash: true }), { name: "DatabaseError", code: "corrupt" });
  }),
);
