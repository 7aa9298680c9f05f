/**
 * Databases for the tests of this folder.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { DatabaseError, type DatabaseErrorCode } from "../../src/host/errors.ts";

/** Runs a test in a folder of its own. */
export function inFolder(test: (folder: string) => void): () => void {
  return () => {
    const folder = Deno.makeTempDirSync();
    try {
      test(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

/** Asserts that something fails with a typed error whose message is one line and matches. */
export function refuses(action: () => unknown, code: DatabaseErrorCode, message: RegExp): void {
  assert.throws(action, (error: unknown) => {
    assert.ok(error instanceof DatabaseError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

/** The tables, indexes, triggers and rows that an older program of the field leaves. */
export const OLDER_PROGRAM = `
CREATE TABLE files (
  id INTEGER PRIMARY KEY, file_path TEXT UNIQUE NOT NULL, file_hash TEXT, metadata_json TEXT,
  last_scanned DATETIME DEFAULT CURRENT_TIMESTAMP, last_extracted_hash TEXT,
  last_extracted_at DATETIME, no_metadata INTEGER DEFAULT 0, has_lora INTEGER DEFAULT 0,
  extraction_version INTEGER DEFAULT 0, prompt_truncated INTEGER DEFAULT 0,
  file_size INTEGER, file_mtime INTEGER, file_ctime INTEGER, width INTEGER, height INTEGER
);
CREATE INDEX idx_files_hash ON files(file_hash);
CREATE INDEX idx_files_no_metadata ON files(no_metadata);
CREATE VIRTUAL TABLE files_fts USING fts5(metadata_json, path, path_norm, prefix='2 3 4');
CREATE TRIGGER files_ai AFTER INSERT ON files BEGIN
  INSERT INTO files_fts(rowid, metadata_json, path, path_norm)
  VALUES (new.id, new.metadata_json, new.file_path, lower(new.file_path));
END;
CREATE TRIGGER files_ad AFTER DELETE ON files BEGIN
  DELETE FROM files_fts WHERE rowid = old.id;
END;
CREATE TRIGGER files_au AFTER UPDATE ON files BEGIN
  INSERT OR REPLACE INTO files_fts(rowid, metadata_json, path, path_norm)
  VALUES (new.id, new.metadata_json, new.file_path, lower(new.file_path));
END;
CREATE TABLE models (
  file_id INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  model_name TEXT, model_hash_short TEXT, hash_type TEXT, display_hash TEXT,
  steps INTEGER, sampler TEXT, cfg_scale REAL, seed INTEGER,
  raw_positive TEXT, raw_negative TEXT, clean_positive TEXT, clean_negative TEXT,
  lora_count INTEGER, metadata_hash TEXT NOT NULL, extraction_time_ms REAL,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE VIRTUAL TABLE prompts_fts USING fts5(
  clean_positive, clean_negative, content='models', content_rowid='file_id');
CREATE TRIGGER prompts_mi AFTER INSERT ON models BEGIN
  INSERT INTO prompts_fts(rowid, clean_positive, clean_negative)
  VALUES (new.file_id, new.clean_positive, new.clean_negative);
END;
CREATE TRIGGER prompts_md AFTER DELETE ON models BEGIN
  INSERT INTO prompts_fts(prompts_fts, rowid, clean_positive, clean_negative)
  VALUES ('delete', old.file_id, old.clean_positive, old.clean_negative);
END;
CREATE TRIGGER prompts_mu AFTER UPDATE ON models BEGIN
  INSERT INTO prompts_fts(prompts_fts, rowid, clean_positive, clean_negative)
  VALUES ('delete', old.file_id, old.clean_positive, old.clean_negative);
  INSERT INTO prompts_fts(rowid, clean_positive, clean_negative)
  VALUES (new.file_id, new.clean_positive, new.clean_negative);
END;
CREATE TABLE lora_usages (
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  lora_name TEXT NOT NULL, weight REAL NOT NULL,
  context TEXT CHECK(context IN ('positive','negative')), position_index INTEGER,
  UNIQUE(file_id, lora_name, context, position_index)
);
CREATE TABLE mine (note TEXT);
CREATE VIEW favourites AS SELECT id, my_rank(file_path) AS rank FROM files;
PRAGMA user_version = 15;
INSERT INTO mine VALUES ('keep me');
INSERT INTO files (id, file_path, metadata_json, file_mtime, last_extracted_hash, has_lora) VALUES
  (1, '/p/castle.png', 'a castle', 1700000000, 'old', 1), (7, '/p/none.png', NULL, 1700000001, NULL, 0);
INSERT INTO models (file_id, model_name, clean_positive, clean_negative, metadata_hash)
  VALUES (1, 'dream', 'a castle', 'blurry', 'old');
INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index)
  VALUES (1, 'detail', 0.8, 'positive', 0);
`;

/** Two images and four model files that show something in every view. */
export const SAMPLE = `
INSERT INTO files (id, file_path, kind, container, file_mtime, status, status_detail, metadata_json, extraction_pending) VALUES
  (1, '/p/one.png', 'image', 'png', 1700000000123456789, 'ok', NULL, 'one', 0),
  (2, '/p/two.png', 'image', 'png', 1600000000, 'ok', NULL, 'two', 0),
  (3, '/p/none.png', 'image', 'png', 1700000000123456789, 'no_metadata', NULL, NULL, 0),
  (4, '/p/broken.png', 'image', 'png', 1700000000123456789, 'unreadable', 'chunk is cut off', NULL, 0),
  (5, '/p/waits.png', 'image', 'png', 1700000000123456789, 'ok', NULL, 'five', 1),
  (11, '/m/detail.safetensors', 'model', 'safetensors', 1, 'ok', NULL, '{}', 0),
  (12, '/m/idle.safetensors', 'model', 'safetensors', 1, 'ok', NULL, '{}', 0),
  (13, '/m/gone.safetensors', 'model', 'safetensors', 1, 'missing', NULL, '{}', 0),
  (14, '/m/by_hash.safetensors', 'model', 'safetensors', 1, 'ok', NULL, '{}', 0),
  (15, '/m/base.safetensors', 'model', 'safetensors', 1, 'ok', NULL, '{}', 0);
INSERT INTO models (file_id, model_name, seed, seed_text, clean_positive, clean_negative, generation_timestamp, metadata_hash) VALUES
  (1, 'dream', 5, '5', 'a castle by the sea', 'blurry', '2024-05-06T07:08:09', 'h1'),
  (2, 'dream', NULL, '18446744073709551615', 'a caf\u00e9', '', NULL, 'h2');
INSERT INTO lora_usages (id, file_id, lora_name, weight, context, position_index) VALUES
  (1, 1, 'style', 0.5, 'positive', 1), (2, 1, 'detail', 0.8, 'positive', 0),
  (3, 2, 'detail', 0.4, 'positive', 0), (4, 2, 'detail', 1, 'negative', 1);
INSERT INTO image_resources (file_id, type, name, hash) VALUES (1, 'lora', 'by_hash', 'ABCDEF0123');
INSERT INTO model_files (file_id, name, model_type, header_status, header_detail, autov2) VALUES
  (11, 'detail', 'lora', 'ok', NULL, '1111111111'), (12, 'idle', 'lora', 'incomplete_file', '5 of 9 bytes', NULL),
  (13, 'gone', 'lora', 'ok', NULL, NULL), (14, 'by_hash', 'lora', 'ok', NULL, 'abcdef0123'),
  (15, 'base', 'checkpoint', 'ok', NULL, NULL);
INSERT INTO model_hashes (model_file_id, kind, value) VALUES (14, 'autov2', 'abcdef0123');
INSERT INTO lora_links (usage_id, model_file_id, method, confidence, reason) VALUES
  (2, 11, 'name', 0.6, NULL), (3, 11, 'name', 0.6, NULL), (1, NULL, NULL, NULL, 'no file of that name');
INSERT INTO model_enrichment (file_id, hash_type, lookup_status, detail, source_url, queried_hash, model_version_id, enriched_at, payload_json) VALUES
  (11, 'autov2', 'matched', 'exact', 'https://registry.invalid/api/v1/model-versions/by-hash', 'aa', 7, '2024-01-01 00:00:00',
    '{"id": 7, "modelId": 9, "name": "v1", "baseModel": "SDXL", "trainedWords": ["a, b", " c "], "files": [], "model": {"name": "Detail"}}'),
  (12, 'autov2', 'not_found', 'not_found', 'https://registry.invalid/api/v1/model-versions/by-hash', 'bb', NULL, '2024-01-01 00:00:00', NULL);
INSERT INTO registry_models (model_id, lookup_status, payload_json) VALUES
  (9, 'matched', '{"id": 9, "name": "Detail", "creator": {"username": "me"}, "allowCommercialUse": []}');
INSERT INTO extraction_errors (file_id, stage, message, at) VALUES (2, 'models', 'too odd', '2024-01-01 00:00:00');
UPDATE model_files SET sha256 = 'aa', tensor_sha256 = 'cc' WHERE file_id IN (11, 14);
UPDATE model_files SET sha256 = 'bb', tensor_sha256 = 'cc', base_model_name = 'models/base.ckpt' WHERE file_id = 12;
UPDATE model_files SET training_meta_json = '{"ss_tag_frequency":{"10_a":{"sea":3},"1_b":{"sea":1},"c":"none"}}'
WHERE file_id = 11;
INSERT INTO model_names VALUES (15, 'base', 'file');
`;

/** The views of the schema. */
export const VIEWS = [
  "image_details",
  "lora_use_counts",
  "unused_loras",
  "unresolved_loras",
  "unresolved_resources",
  "duplicate_models",
  "lora_base_models",
  "training_tags",
  "files_without_metadata",
  "extraction_problems",
  "model_details",
];

/** Makes a database of the older program and returns it open, foreign keys on. */
export function olderDatabase(path = ":memory:"): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec(OLDER_PROGRAM);
  return db;
}

/** Every row of a query as an array of values. */
export function rows(db: DatabaseSync, sql: string): unknown[][] {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all().map((row) => Object.values(row));
}

/** Every stored object: what must not change when it is somebody else's. */
export function objects(db: DatabaseSync): Map<string, string> {
  return new Map(
    rows(db, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
      .map(([name, sql]) => [String(name), String(sql)]),
  );
}

/** Asserts that SQLite finds nothing wrong. */
export function assertSound(db: DatabaseSync): void {
  assert.deepEqual(rows(db, "PRAGMA integrity_check"), [["ok"]]);
  assert.deepEqual(rows(db, "PRAGMA foreign_key_check"), []);
}

/** What `sqlite3 db < file` prints; null, loudly, where there is no sqlite3 shell. */
export function sqlite3(path: string, sql: string): string | null {
  const { error, status, stdout, stderr } = spawnSync("sqlite3", ["-batch", "-bail", path], {
    input: sql,
    encoding: "utf8",
  });
  if (error) {
    // deno-lint-ignore no-console
    console.warn("SKIPPED: there is no sqlite3 shell");
    return null;
  }
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout.trim();
}
