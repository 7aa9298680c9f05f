import assert from "node:assert/strict";
import { HASH_METHODS, type Score } from "../support/library/score.ts";
import { GENERATORS } from "../support/library/images.ts";
import { fillDatabase, makeWorld, scoreWorld } from "../support/library/world.ts";

/** A library of 150 files and 330 images; `deno task bench:links` does the same with 1,500 and 5,000. */
async function smallWorld(): Promise<Score> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sd links " }));
  try {
    const world = makeWorld(folder, { files: 150, bytes: 15_000_000, images: 330 }, 7);
    return scoreWorld(folder, await fillDatabase(folder, world), world);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a renamed, copied, edited library is linked to images of every program: no hash is wrong, nothing that can be told is missed", async () => {
  const { methods, recall, mistakes } = await smallWorld();
  const hashes = [...methods].filter(([method]) => HASH_METHODS.has(method));
  for (const [method, { links, correct }] of hashes) assert.equal(correct, links, method);
  const sum = hashes.reduce((total, [, { links }]) => total + links, 0);
  assert.ok(sum > 300, `${sum} links by hash`);
  assert.deepEqual([...recall.keys()].sort(), [...GENERATORS].sort());
  for (const [generator, { resolvable, found }] of recall) {
    assert.ok(resolvable > 10, generator);
    assert.ok(found >= 0.99 * resolvable, `${generator}: ${mistakes.join("\n")}`);
  }
  for (
    const method of ["autov2", "autov3", "name", "alias", "name_hash", "version_id", "embedded"]
  ) {
    assert.ok(methods.has(method), `no link by ${method}`);
  }
});
