import assert from "node:assert/strict";
import { canonicalJson } from "../../src/canonical/json.ts";
import { sha256 } from "../../src/canonical/sha256.ts";
import { parse } from "../../src/generators/parse.ts";
import { testSharedData } from "../support/data.ts";

interface Vector {
  readonly id: string;
  readonly text: string;
  readonly canonical: string;
  readonly metadata_hash: string;
}

function canonicalOf({ id, text }: Vector): string {
  const record = parse(text);
  assert.ok(record !== null, id);
  return canonicalJson(record);
}

testSharedData<readonly Vector[]>(
  "canonical-vectors.json",
  "every canonical vector agrees byte for byte, and its hash with it",
  (vectors) => {
    assert.ok(vectors.length > 0);
    for (const vector of vectors) {
      assert.equal(canonicalOf(vector), vector.canonical, vector.id);
      assert.equal(sha256(vector.canonical), vector.metadata_hash, vector.id);
    }
  },
);

testSharedData<readonly Vector[]>(
  "canonical-vectors.json",
  "texts that say the same as the plain one have its hash",
  (vectors) => {
    const plain = vectors.find(({ id }) => id === "plain");
    const same = vectors.filter(({ id }) => id.startsWith("same-as-plain"));
    assert.ok(plain !== undefined && same.length > 0);
    for (const vector of same) {
      assert.equal(sha256(canonicalOf(vector)), plain.metadata_hash, vector.id);
    }
  },
);
