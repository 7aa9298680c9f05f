import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeReady } from "../../src/work/ready.ts";
import { extractModels } from "../../src/library/model_extractor.ts";
import { modelsWait } from "../../src/library/pending.ts";
import { rows } from "../db/fixtures.ts";

/** A database with model files at these paths that wait for extraction. */
function withFiles(...paths: string[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  makeReady(db, { create: true });
  const insert = db.prepare("INSERT INTO files (file_path, kind) VALUES (?, 'model')");
  for (const path of paths) insert.run(path);
  return db;
}

function extract(db: DatabaseSync): number {
  let files = 0;
  for (const counts of extractModels(db, 3)) files = counts.files;
  return files;
}

/** The folders of the user interfaces of the field, and endings, by the type that they suggest. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  lora: ["Lora/a.pt", "loras/a.pt", "LyCORIS/a.pt", "models/Lora/style/a.bin"],
  embedding: ["embeddings/a.pt"],
  hypernetwork: ["hypernetworks/a.pt"],
  controlnet: ["ControlNet/a.pt"],
  vae: ["VAE/a.pt", "VAE-approx/a.pt", "models\\VAE\\a.pt"],
  upscaler: ["ESRGAN/a.pt", "RealESRGAN/a.pt", "upscale_models/a.pt"],
  text_encoder: ["text_encoder/a.pt", "text_encoders/a.pt", "clip/a.pt"],
  checkpoint: [
    "Stable-diffusion/a.pt",
    "checkpoints/a.pt",
    "unet/a.pt",
    "diffusion_models/a.pt",
    "a.ckpt",
    "a.GGUF",
  ],
  "": ["a.pt", "my-lora/a.pt", "lora.pt"],
};

Deno.test("without a header the folder tells the type of a model file, or its ending", () => {
  const places = Object.entries(PLACES).flatMap(([type, paths]) =>
    paths.flatMap((path) => [[`/m/${path}`, type || null], [path, type || null]] as const)
  );
  using db = withFiles(...places.map(([path]) => path));
  assert.equal(extract(db), places.length);
  const sql =
    "SELECT file_path, model_type FROM files JOIN model_files ON file_id = id ORDER BY id";
  assert.deepEqual(rows(db, sql), places);
});

Deno.test("the folder comes before the ending", () => {
  using db = withFiles("/m/VAE/a.ckpt", "/m/Lora/a.gguf");
  extract(db);
  assert.deepEqual(rows(db, "SELECT model_type FROM model_files"), [["vae"], ["lora"]]);
});

const LONG = "0123456789abcdef".repeat(4);

Deno.test("a file is known by every hash that it has, each under its kind", () => {
  using db = withFiles("/m/moss.safetensors");
  const metadata = {
    sshs_model_hash: LONG,
    "modelspec.hash_sha256": `0x${"a".repeat(64)}`,
    sshs_legacy_hash: "ABCDEF01",
  };
  db.prepare("UPDATE files SET metadata_json = ?, file_hash = 'bytes'")
    .run(JSON.stringify({ __metadata__: metadata }));
  db.exec(`INSERT INTO model_files
    (file_id, sha256, tensor_sha256, autov1, autov2, autov3, hashed_at)
    VALUES (1, 'bytes', '${
    "b".repeat(64)
  }', '12345678', '1234567890', '123456789012', '2024-01-01')`);
  extract(db);
  assert.deepEqual(
    rows(db, "SELECT kind, value FROM model_hashes WHERE kind <> 'name' ORDER BY 1"),
    [
      ["autov1", "12345678"],
      ["autov2", "1234567890"],
      ["autov3", "123456789012"],
      ["embedded", LONG],
      ["embedded_modelspec", "a".repeat(64)],
      ["legacy", "abcdef01"],
      ["tensor_sha256", "b".repeat(64)],
    ],
  );
});

Deno.test("what is shorter than eight digits, no hexadecimal, or the hash of nothing is no hash of a file", () => {
  using db = withFiles("/a.pt", "/b.pt", "/c.pt", "/d.pt");
  const insert = db.prepare(
    `INSERT INTO model_files (file_id, autov1, hashed_at) VALUES (?, ?, NULL)`,
  );
  ["1234567", "1234567g", "e3b0c442", "12345678"].forEach((hash, n) => insert.run(n + 1, hash));
  extract(db);
  assert.deepEqual(
    rows(db, "SELECT model_file_id, value FROM model_hashes WHERE kind = 'autov1'"),
    [
      [4n, "12345678"],
    ],
  );
});

Deno.test("files of other chunks keep their names and hashes", () => {
  using db = withFiles("/one.pt", "/two.pt");
  extract(db);
  const all = (): unknown[] =>
    rows(db, "SELECT * FROM model_names ORDER BY 1, 2, 3").concat(
      rows(db, "SELECT * FROM model_hashes ORDER BY 1, 2, 3"),
    );
  // As another tool may have written them.
  db.exec(`INSERT INTO model_names VALUES (2, 'mine', 'folded'), (2, 'theirs', 'output_name');
    INSERT INTO model_names VALUES (2, 'second', 'file');
    INSERT INTO model_hashes VALUES (2, 'blake3', '${LONG}')`);
  const before = all();
  db.exec("UPDATE files SET extraction_pending = 1 WHERE id = 1");
  assert.equal(extract(db), 1);
  assert.deepEqual(all(), before);
});

Deno.test("model files that another version extracted wait once", () => {
  using db = withFiles("/one.pt", "/two.pt");
  extract(db);
  assert.equal(modelsWait(db), false);
  db.exec("UPDATE library_state SET value = 'training 0' WHERE name = 'models_extracted_with'");
  db.exec("UPDATE files SET extracted_with = 'training 0' WHERE id = 2");
  assert.equal(modelsWait(db), true);
  assert.equal(extract(db), 1);
  assert.equal(modelsWait(db), false);
});

Deno.test("model files are extracted whatever their numbers are, also in chunks of one", () => {
  using db = withFiles("/a.pt");
  const numbers = [-(2n ** 63n) + 1n, 2n ** 60n + 1n, 2n ** 63n - 1n];
  const insert = db.prepare("INSERT INTO files (id, file_path, kind) VALUES (?, ?, 'model')");
  for (const id of numbers) insert.run(id, `/${id}.pt`);
  db.exec(`CREATE TRIGGER mine BEFORE INSERT ON model_files WHEN NEW.name = '${2n ** 60n + 1n}'
    BEGIN SELECT RAISE(ABORT, 'not mine'); END`);
  assert.equal(extract(db), 3);
  const found = rows(db, "SELECT file_id FROM model_files ORDER BY 1").map(([id]) => id);
  assert.deepEqual(found, [numbers[0], 1n, numbers[2]]);
  assert.deepEqual(rows(db, "SELECT file_id, message FROM extraction_errors"), [
    [numbers[1], "not mine"],
  ]);
});
