import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { MODEL_NAME } from "../../src/files/names.ts";
import { HASH_DIGITS, HASH_OF_NOTHING } from "../../src/sql/hashes.ts";
import { withNames } from "../../src/sql/names.ts";

const NAMES: readonly (readonly [name: string, stem: string])[] = [
  ["moss.safetensors", "moss"],
  ["moss.ckpt", "moss"],
  ["moss.pt", "moss"],
  ["moss.bin", "moss"],
  ["moss.GGUF", "moss"],
  ["style_v0.178.safetensors", "style_v0.178"],
  ["moss.pt.safetensors", "moss.pt"],
];

for (const [name, stem] of NAMES) {
  Deno.test(`${name} is a model file by its name, and ${stem} is its name without ending`, () => {
    using db = new DatabaseSync(":memory:");
    assert.match(name, MODEL_NAME);
    const found = db.prepare(withNames("SELECT {{stem:n}} AS stem FROM (SELECT ? AS n)")).get(name);
    assert.equal(found?.stem, stem);
  });
}

for (const name of ["style_v0.178", "moss.png", "moss.safetensors.json", "safetensors", ".pt"]) {
  Deno.test(`${name} has no ending of a model file to take away`, () => {
    using db = new DatabaseSync(":memory:");
    if (name !== ".pt") assert.doesNotMatch(name, MODEL_NAME);
    const found = db.prepare(withNames("SELECT {{stem:n}} AS stem FROM (SELECT ? AS n)")).get(name);
    assert.equal(found?.stem, name);
  });
}

const PATHS: readonly (readonly [path: string, name: string])[] = [
  ["/a/b/moss.pt", "moss.pt"],
  ["C:\\a\\moss.pt", "moss.pt"],
  ["a/b\\moss.pt", "moss.pt"],
  ["moss.pt", "moss.pt"],
  ["moss/moss/moss", "moss"],
  ["/a/", ""],
];

for (const [path, name] of PATHS) {
  Deno.test(`the name in the path ${path} is "${name}"`, () => {
    using db = new DatabaseSync(":memory:");
    const sql = withNames("SELECT {{base_name:p}} AS name FROM (SELECT ? AS p)");
    assert.equal(db.prepare(sql).get(path)?.name, name);
  });
}

Deno.test("names are folded: case, blanks, colons and commas do not count", () => {
  using db = new DatabaseSync(":memory:");
  const sql = withNames("SELECT {{folded:n}} AS name FROM (SELECT ? AS n)");
  assert.equal(db.prepare(sql).get(" My: Moss, Green ")?.name, "my_moss_green");
});

Deno.test("the hash of nothing is as long as the shortest hash", () => {
  const digest = createHash("sha256").digest("hex");
  assert.equal(digest.slice(0, Math.min(...Object.values(HASH_DIGITS))), HASH_OF_NOTHING);
});
