import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { PROMPT_FIELDS, RECORD_FIELDS } from "../../src/record/record.ts";
import { objects, rows } from "./fixtures.ts";

const db = new DatabaseSync(":memory:");
migrate(db);

const tables = rows(
  db,
  `SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow'
     AND name NOT LIKE 'sqlite%'`,
).map(([name, type]) => ({ name: String(name), type: String(type) }));

/** [name, declared type] of each column. */
function columns(table: string): [string, string][] {
  return rows(db, `SELECT name, type FROM pragma_table_info('${table}')`)
    .map(([name, type]) => [String(name), String(type)]);
}

const MODELS_IN_THE_SPECIFICATION = `
  file_id INTEGER, model_name TEXT, model_hash_short TEXT, model_hash_full TEXT, steps INTEGER,
  sampler TEXT, scheduler TEXT, cfg_scale REAL, seed INTEGER, subseed INTEGER,
  subseed_strength REAL, clip_skip INTEGER, denoising_strength REAL, width INTEGER,
  height INTEGER, size_raw TEXT, hires_upscaler TEXT, hires_steps INTEGER, hires_denoising REAL,
  vae TEXT, vae_hash TEXT, refiner_model TEXT, refiner_switch_at REAL, tiling INTEGER,
  face_restoration TEXT, version_tag TEXT, generation_timestamp DATETIME, raw_positive TEXT,
  raw_negative TEXT, clean_positive TEXT, clean_negative TEXT, metadata_hash TEXT,
  created_at DATETIME, seed_text TEXT, params TEXT, truncated INTEGER, model_hash_auto_v3 TEXT,
  hash_type TEXT, display_hash TEXT, display_len INTEGER, enrichment_pending INTEGER,
  updated_at DATETIME, generator TEXT, is_former INTEGER`;

for (
  const [table, expected] of [
    ["models", MODELS_IN_THE_SPECIFICATION],
    [
      "lora_usages",
      `id INTEGER, file_id INTEGER, lora_name TEXT, weight REAL, context TEXT,
       position_index INTEGER, raw_name TEXT, unet_weight REAL, lora_hash TEXT, te_weight REAL,
       origin TEXT, stage TEXT`,
    ],
    [
      "model_enrichment",
      `id INTEGER, file_id INTEGER, hash_type TEXT, lookup_status TEXT, display_hash TEXT,
       source_url TEXT, enriched_at DATETIME, payload_json TEXT, detail TEXT, http_status INTEGER,
       attempts INTEGER, next_retry_at DATETIME, queried_hash TEXT, model_version_id INTEGER,
       removed_at DATETIME`,
    ],
  ] as const
) {
  Deno.test(`${table} has the specification's columns, in order`, () => {
    const wanted = expected.split(",").map((column) => column.trim().split(" "));
    assert.deepEqual(columns(table), wanted);
  });
}

Deno.test("every field of the record is a column of models with a fitting type", () => {
  const types = new Map(columns("models"));
  const fitting = {
    text: ["TEXT", "DATETIME"],
    integer: ["INTEGER"],
    real: ["REAL"],
    boolean: ["INTEGER"],
  };
  for (const [field, { kind }] of Object.entries(RECORD_FIELDS)) {
    assert.ok(fitting[kind].includes(types.get(field) ?? ""), `${field}: ${types.get(field)}`);
  }
  for (const field of PROMPT_FIELDS) assert.equal(types.get(field), "TEXT");
});

Deno.test("constraints of the specification hold", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  fresh.exec("INSERT INTO files (id, file_path) VALUES (1, 'a'), (2, NULL), (3, NULL)");
  const refused = (sql: string, message: RegExp): void =>
    assert.throws(() => fresh.exec(sql), message);
  refused("INSERT INTO files (file_path) VALUES ('a')", /UNIQUE.*file_path/);
  refused("INSERT INTO files (kind) VALUES ('text')", /CHECK/);
  refused("INSERT INTO files (status) VALUES ('fine')", /CHECK/);
  refused("INSERT INTO models (file_id) VALUES (1)", /NOT NULL.*metadata_hash/);
  refused("INSERT INTO models (file_id, metadata_hash) VALUES (9, '')", /FOREIGN KEY/);
  const usage =
    "INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index) VALUES ";
  refused(`${usage} (1, 'a', 1, 'neutral', 0)`, /CHECK/);
  refused(`${usage} (1, 'a', 1, 'positive', 0), (1, 'a', 1, 'positive', 0)`, /UNIQUE/);
});

Deno.test("everything about a file goes with it", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  fresh.exec(`
    INSERT INTO files (id) VALUES (1), (2);
    INSERT INTO models (file_id, metadata_hash, clean_positive) VALUES (1, 'h', 'castle');
    INSERT INTO lora_usages (id, file_id, lora_name, weight) VALUES (5, 1, 'a', 1);
    INSERT INTO image_resources (file_id, type) VALUES (1, 'lora');
    INSERT INTO model_files (file_id) VALUES (2);
    INSERT INTO model_hashes VALUES (2, 'autov2', 'x'); INSERT INTO model_names VALUES (2, 'n', 'file');
    INSERT INTO lora_links (usage_id, model_file_id) VALUES (5, 2);
    INSERT INTO model_links (file_id, model_file_id) VALUES (1, 2);
    INSERT INTO model_enrichment (file_id) VALUES (2);
    INSERT INTO derived_values (file_id, name) VALUES (1, 'd');
    INSERT INTO extraction_errors (file_id, stage, message) VALUES (1, 's', 'm');
    DELETE FROM files WHERE id = 2;`);
  assert.deepEqual(rows(fresh, "SELECT count(*) FROM lora_links"), [[0n]]);
  fresh.exec("DELETE FROM files");
  const own = ["schema_migrations", "settings", "library_state"];
  for (const { name, type } of tables) {
    if (type === "table" && !own.includes(name)) {
      assert.deepEqual(rows(fresh, `SELECT count(*) FROM ${name}`), [[0n]], name);
    }
  }
  assert.deepEqual(rows(fresh, "SELECT rowid FROM prompt_search('castle')"), []);
});

Deno.test("a change of metadata_json makes the row wait, and nothing else does", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  for (const recursive of ["OFF", "ON"]) {
    fresh.exec(`PRAGMA recursive_triggers = ${recursive}; DELETE FROM files;
      INSERT INTO files (id, file_path, metadata_json) VALUES (1, 'a', NULL)`);
    const after = (sql: string): unknown => {
      fresh.exec(`UPDATE files SET extraction_pending = 0; ${sql}`);
      return rows(fresh, "SELECT extraction_pending FROM files")[0]?.[0];
    };
    assert.equal(after("UPDATE files SET metadata_json = NULL"), 0n);
    assert.equal(after("UPDATE files SET metadata_json = 'a'"), 1n);
    assert.equal(after("UPDATE files SET metadata_json = 'a', status = 'ok'"), 0n);
    assert.equal(after("UPDATE files SET file_path = 'b', file_mtime = 5"), 0n);
    assert.equal(
      after("INSERT INTO files (id) VALUES (1) ON CONFLICT DO UPDATE SET metadata_json = 'b'"),
      1n,
    );
    assert.equal(after("UPDATE files SET metadata_json = NULL"), 1n);
    assert.equal(after("REPLACE INTO files (id, metadata_json) VALUES (1, 'c')"), 1n);
  }
});

Deno.test("waiting rows are found by an index that holds only them", () => {
  const plan = rows(
    db,
    "EXPLAIN QUERY PLAN SELECT id FROM files WHERE extraction_pending = 1 ORDER BY id LIMIT 500",
  );
  assert.match(String(plan[0]?.[3]), /USING (COVERING )?INDEX idx_files_pending/);
});

Deno.test("settings have their defaults, and a value that was set survives", () => {
  using fresh = new DatabaseSync(":memory:");
  fresh.exec(
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value); INSERT INTO settings VALUES ('lora_weight_min', -4)",
  );
  migrate(fresh);
  assert.deepEqual(rows(fresh, "SELECT * FROM settings ORDER BY name"), [
    ["allow_sidecar_merge", 0n],
    ["lora_weight_max", 4n],
    ["lora_weight_min", -4n],
    ["on_missing", "keep"],
    ["read_hidden", 1n],
  ]);
});

Deno.test("a second error of the same stage replaces the first", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  fresh.exec(`INSERT INTO files (id) VALUES (1);
    INSERT INTO extraction_errors (file_id, stage, message) VALUES (1, 'parse', 'old'), (1, 'models', 'x');
    INSERT INTO extraction_errors (file_id, stage, message) VALUES (1, 'parse', 'new')`);
  assert.deepEqual(rows(fresh, "SELECT stage, message FROM extraction_errors ORDER BY 1"), [
    ["models", "x"],
    ["parse", "new"],
  ]);
});

Deno.test("full-text search follows inserts, updates and deletes, and rests when prompts stay", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  const upsert = (prompt: string, steps: number): void =>
    fresh.exec(`INSERT INTO models (file_id, metadata_hash, clean_positive, clean_negative, steps)
      VALUES (1, 'h', '${prompt}', 'blurry', ${steps}) ON CONFLICT (file_id) DO UPDATE SET
      clean_positive = excluded.clean_positive, clean_negative = excluded.clean_negative, steps = excluded.steps`);
  const found = (query: string): number =>
    rows(fresh, `SELECT rowid FROM prompt_search WHERE prompt_search MATCH '${query}'`).length;
  const blocks = (): unknown => rows(fresh, "SELECT id, block FROM prompt_search_data");
  fresh.exec("INSERT INTO files (id) VALUES (1), (2)");
  upsert("a red castle, long_hair", 20);
  assert.deepEqual([found("castle"), found("clean_negative: blurry"), found("hair")], [1, 1, 1]);
  const before = blocks();
  upsert("a red castle, long_hair", 30);
  assert.deepEqual(blocks(), before);
  upsert("a caf\u00e9", 30);
  assert.deepEqual([found("castle"), found("cafe")], [0, 1]);
  fresh.exec("UPDATE models SET file_id = 2");
  assert.deepEqual(rows(fresh, "SELECT rowid FROM prompt_search('cafe')"), [[2n]]);
  fresh.exec("INSERT INTO prompt_search(prompt_search, rank) VALUES ('integrity-check', 1)");
  fresh.exec("DELETE FROM models");
  assert.equal(found("cafe"), 0);
});

Deno.test("no stored object calls a function of ours or needs a SQLite newer than 3.35", () => {
  for (const [name, sql] of objects(db)) {
    assert.doesNotMatch(
      sql,
      /\bsd_\w+\s*\(|->|\bSTRICT\b|\bunixepoch\s*\(|\bIS (NOT )?DISTINCT\b/i,
      name,
    );
  }
});

Deno.test("docs/schema.md describes every table, view and column, and nothing else", () => {
  const text = Deno.readTextFileSync(new URL("../../docs/schema.md", import.meta.url));
  const documented = new Map(
    text.split(/^### /m).slice(1).map((section) => [
      section.slice(0, section.indexOf("\n")).trim(),
      [...section.matchAll(/^\| `(\w+)`\s*\|(.*)\|$/gm)].map(([, name = "", rest = ""]) =>
        [name, ...rest.split("|").map((cell) => cell.trim())] as string[]
      ),
    ]),
  );
  assert.deepEqual([...documented.keys()].sort(), tables.map(({ name }) => name).sort());
  for (const { name, type } of tables) {
    const shown = documented.get(name) ?? [];
    const expected = columns(name);
    assert.deepEqual(shown.map(([column]) => column), expected.map(([column]) => column), name);
    for (const [column, ...cells] of shown) {
      assert.ok((cells.at(-1) ?? "").length > 2, `${name}.${column}`);
    }
    if (type === "view") continue;
    assert.deepEqual(
      shown.map((row) => row[1]),
      expected.map(([, declared]) => declared || "any"),
      name,
    );
  }
});

Deno.test("the query in docs/schema.md runs", () => {
  const text = Deno.readTextFileSync(new URL("../../docs/schema.md", import.meta.url));
  const queries = [...text.matchAll(/```sql\n([^]*?)```/g)].map(([, sql = ""]) => sql);
  assert.ok(queries.length > 0);
  for (const sql of queries) rows(db, sql);
});
