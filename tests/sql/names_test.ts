import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { withNames } from "../../src/sql/names.ts";

Deno.test("a name is compared without the ending of a model file, and with any other", () => {
  using db = new DatabaseSync(":memory:");
  const stem = db.prepare(withNames("SELECT {{stem:name}} AS stem FROM (SELECT ? AS name)"));
  const stemOf = (name: string): unknown => stem.get(name)?.stem;
  for (const ending of ["safetensors", "ckpt", "gguf", "bin", "pt"]) {
    assert.equal(stemOf(`style_v0.178.${ending}`), "style_v0.178");
    assert.equal(stemOf(`a.${ending.toUpperCase()}`), "a");
    assert.equal(stemOf(`.${ending}`), `.${ending}`, "nothing is left of it");
  }
  for (const name of ["style_v0.178", "a.png", "a.ptx", ""]) assert.equal(stemOf(name), name);
});
