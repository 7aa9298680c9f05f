import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { linksWait } from "../../src/library/pending.ts";
import { link } from "../../src/link/linker.ts";
import { rows } from "../db/fixtures.ts";

const db = new DatabaseSync(":memory:");
migrate(db);

const A = "0a".repeat(32);
const B = "0b".repeat(32);
const TENSORS = "0c".repeat(32);

/** A checkpoint on disk, with its file's name. */
interface Checkpoint {
  readonly name: string;
  readonly sha256: string | null;
}

/** What an image says of a checkpoint. */
interface Said {
  readonly name?: string | null;
  readonly hash?: string | null;
  readonly type?: string;
  readonly source?: string;
}

/** Links one image, and gives its links and the hashes of its row in `models`. */
function linked(
  checkpoints: readonly Checkpoint[],
  said: readonly Said[],
): { links: unknown[][]; hashes: unknown[] | undefined } {
  db.exec("DELETE FROM files; DELETE FROM library_state; INSERT INTO files (id) VALUES (100)");
  checkpoints.forEach(({ name, sha256 }, index) => {
    const id = index + 1;
    db.prepare("INSERT INTO files (id, kind, status) VALUES (?, 'model', 'ok')").run(id);
    db.prepare(
      `INSERT INTO model_files (file_id, model_type, sha256, tensor_sha256, autov2, autov3, hashed_at)
       VALUES (:id, 'checkpoint', :sha256, :tensors, substr(:sha256, 1, 10), substr(:tensors, 1, 12),
         iif(:sha256 IS NULL, NULL, '2024-01-01'))`,
    ).run({ id, sha256, tensors: sha256 === null ? null : TENSORS });
    db.prepare("INSERT INTO model_names VALUES (?, ?, 'file')").run(id, name);
    if (sha256 === null) return;
    const hash = db.prepare("INSERT INTO model_hashes VALUES (?, ?, ?)");
    hash.run(id, "sha256", sha256);
    hash.run(id, "tensor_sha256", TENSORS);
  });
  db.exec("INSERT INTO models (file_id, metadata_hash) VALUES (100, 'h')");
  for (const { type = "checkpoint", name = null, hash = null, source = "Model" } of said) {
    db.prepare(
      "INSERT INTO image_resources (file_id, type, name, hash, source) VALUES (100, ?, ?, ?, ?)",
    ).run(type, name, hash, source);
  }
  for (const _counts of link(db));
  const links = rows(
    db,
    "SELECT model_file_id, method, reason FROM model_links ORDER BY model_file_id",
  ).map(([id, ...rest]) => [id === null ? null : Number(id), ...rest]);
  const [hashes] = rows(
    db,
    `SELECT model_hash_full, model_hash_auto_v3, hash_type, display_hash, CAST(display_len AS REAL)
     FROM models`,
  );
  return { links, hashes };
}

const MOSS: Checkpoint = { name: "moss", sha256: A };
const FERN: Checkpoint = { name: "fern", sha256: B };
const NONE = [null, null, null, null, null];
const AUTOV3 = TENSORS.slice(0, 12);

const CASES: Readonly<
  Record<
    string,
    readonly [readonly Checkpoint[], readonly Said[], links: unknown[][], hashes: unknown[]]
  >
> = {
  "by AutoV2 its hashes are known": [
    [MOSS],
    [{ hash: A.slice(0, 10) }],
    [[1, "autov2", null]],
    [A, AUTOV3, "autov2", A.slice(0, 10), 10],
  ],
  "by AutoV3 that hash is shown": [
    [MOSS],
    [{ hash: AUTOV3 }],
    [[1, "autov3", null]],
    [A, AUTOV3, "autov3", AUTOV3, 12],
  ],
  "by any other hash it was given": [
    [MOSS],
    [{ hash: A }],
    [[1, "sha256", null]],
    [A, AUTOV3, "provided", A.slice(0, 10), 10],
  ],
  "by its name alone no hash matched": [
    [MOSS],
    [{ name: "moss" }],
    [[1, "name", null]],
    [A, AUTOV3, null, A.slice(0, 10), 10],
  ],
  "a file whose hash differs gives none": [
    [MOSS],
    [{ name: "moss", hash: B.slice(0, 10) }],
    [[1, "name", "the hash differs"]],
    NONE,
  ],
  "a file that is not hashed gives none": [
    [{ name: "moss", sha256: null }],
    [{ name: "moss", hash: B.slice(0, 10) }],
    [[1, "name", "the file is not hashed yet"]],
    NONE,
  ],
  "the image's own SHA-256 stays": [
    [MOSS],
    [{ hash: B.toUpperCase(), source: "Model hash" }],
    [[null, null, "no file of that hash"]],
    [B, null, null, null, null],
  ],
  "two files with the same bytes are as good as one": [
    [MOSS, { ...MOSS, name: "copy" }],
    [{ hash: A.slice(0, 10) }],
    [[1, "autov2", "ambiguous: 2 files"], [2, "autov2", "ambiguous: 2 files"]],
    [A, AUTOV3, "autov2", A.slice(0, 10), 10],
  ],
  "two files with other bytes leave it open": [
    [MOSS, FERN],
    [{ hash: AUTOV3 }],
    [[1, "autov3", "ambiguous: 2 files"], [2, "autov3", "ambiguous: 2 files"]],
    NONE,
  ],
  "a refiner is no checkpoint of the image": [
    [MOSS, FERN],
    [{ name: "moss", source: "Refiner" }, { name: "fern" }],
    [[2, "name", null]],
    [B, AUTOV3, null, B.slice(0, 10), 10],
  ],
  "only checkpoints count": [[MOSS], [{ name: "moss", type: "vae" }], [], NONE],
  "a resource that is found before one that is not": [
    [MOSS],
    [{ name: "oak" }, { name: "moss" }],
    [[1, "name", null]],
    [A, AUTOV3, null, A.slice(0, 10), 10],
  ],
  "one file before several": [
    [MOSS, FERN],
    [{ hash: AUTOV3 }, { name: "fern" }],
    [[2, "name", null]],
    [B, AUTOV3, null, B.slice(0, 10), 10],
  ],
  "the surer resource": [
    [MOSS, FERN],
    [{ name: "moss" }, { hash: B.slice(0, 10) }],
    [[2, "autov2", null]],
    [B, AUTOV3, "autov2", B.slice(0, 10), 10],
  ],
  "the first of equals": [
    [MOSS, FERN],
    [{ name: "fern" }, { name: "moss" }],
    [[2, "name", null]],
    [B, AUTOV3, null, B.slice(0, 10), 10],
  ],
};

for (const [name, [checkpoints, said, links, hashes]] of Object.entries(CASES)) {
  Deno.test(`the checkpoint of an image: ${name}`, () => {
    assert.deepEqual(linked(checkpoints, said), { links, hashes });
  });
}

Deno.test("hashes of a checkpoint that is no longer linked go", () => {
  linked([MOSS], [{ hash: A.slice(0, 10) }]);
  db.exec("DELETE FROM model_hashes");
  for (const _counts of link(db));
  assert.deepEqual(
    rows(
      db,
      "SELECT model_hash_full, model_hash_auto_v3, hash_type, display_hash, display_len FROM models",
    ),
    [NONE],
  );
});

Deno.test("links wait for new resources and usages, and for nothing once all are linked", () => {
  linked([MOSS], [{ name: "moss" }]);
  assert.equal(linksWait(db), false);
  db.exec("INSERT INTO image_resources (file_id, type, name) VALUES (100, 'vae', 'fern')");
  assert.equal(linksWait(db), true);
  for (const _counts of link(db));
  assert.equal(linksWait(db), false);
  db.exec(
    `INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index)
     VALUES (100, 'oak', 1, 'positive', 0)`,
  );
  assert.equal(linksWait(db), true);
  for (const _counts of link(db));
  assert.equal(linksWait(db), false);
});

/** Hashes that resources of an image give, and what its LoRA tag `moss` takes of them. */
const SHARED: readonly (readonly [
  own: string | null,
  resources: readonly (readonly [type: string, name: string, hash: string | null])[],
  file: number | null,
])[] = [
  [null, [["lora", "moss", A]], 1],
  [null, [["lora", "Moss_", A]], 1],
  [null, [["lora", "fern", A]], null],
  [null, [["checkpoint", "moss", A]], null],
  [null, [["lora", "moss", null]], null],
  [null, [["lora", "moss", B.slice(0, 8)], ["lora", "moss", A.toUpperCase()]], 1],
  [B.toUpperCase(), [["lora", "moss", A]], 2],
];

SHARED.forEach(([own, resources, file], n) => {
  Deno.test(`a tag without a hash takes the longest of a LoRA of its name (${n + 1})`, () => {
    db.exec("DELETE FROM files; DELETE FROM library_state; INSERT INTO files (id) VALUES (100)");
    [A, B].forEach((hash, index) => {
      db.prepare("INSERT INTO files (id, kind) VALUES (?, 'model')").run(index + 1);
      db.prepare("INSERT INTO model_files (file_id, model_type) VALUES (?, 'lora')").run(index + 1);
      db.prepare("INSERT INTO model_hashes VALUES (?, 'sha256', ?)").run(index + 1, hash);
    });
    db.prepare(
      `INSERT INTO lora_usages (file_id, lora_name, raw_name, weight, context, position_index, lora_hash)
       VALUES (100, 'Moss_', 'moss', 1, 'positive', 0, ?)`,
    ).run(own);
    const resource = db.prepare(
      "INSERT INTO image_resources (file_id, type, name, hash) VALUES (100, ?, ?, ?)",
    );
    for (const row of resources) resource.run(...row);
    for (const _counts of link(db));
    const [found] = rows(db, "SELECT CAST(model_file_id AS REAL) FROM lora_links");
    assert.deepEqual(found, [file]);
  });
});
