import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { rows } from "../db/fixtures.ts";
import { rawFile, TINY, TINY_TENSOR } from "../fixtures/safetensors.ts";
import { inWorkspace } from "../support/workspace.ts";

/** Verdicts as former versions kept them. */
const IN_WORDS: readonly (readonly [
  container: string | null,
  words: string | null,
  status: string | null,
  detail: string | null,
])[] = [
  ["safetensors", null, "ok", null],
  ["zip", null, null, null],
  [null, null, null, null],
  [null, "cannot be read: Permission denied (os error 13)", null, null],
  [null, "html_page", "html_page", null],
  ["zip", "not_safetensors:zip", "not_safetensors:zip", null],
  [
    "safetensors",
    "incomplete_file: expected 90 bytes, found 80",
    "incomplete_file",
    "expected 90 bytes, found 80",
  ],
  ["safetensors", 'ok: tensor "a: b" has two entries', "ok", 'tensor "a: b" has two entries'],
];

Deno.test("verdicts that a former version kept in words are taken apart once, and no file waits for it", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS.slice(0, 10) });
  const insert = db.prepare(
    `INSERT INTO files (id, file_path, kind, container, status_detail, extraction_pending)
     VALUES (?, ?, 'model', ?, ?, 0)`,
  );
  IN_WORDS.forEach(([container, words], n) => insert.run(n, `/${n}`, container, words));
  db.exec(`INSERT INTO files (id, file_path, container, status_detail, extraction_pending)
    VALUES (99, '/a.png', 'png', 'IDAT: is cut off', 0);
    UPDATE files SET extraction_pending = 0`);
  migrate(db);
  assert.deepEqual(
    rows(db, "SELECT header_verdict, verdict_detail FROM files ORDER BY id"),
    [...IN_WORDS.map(([, , status, detail]) => [status, detail]), [null, null]],
  );
  assert.deepEqual(rows(db, "SELECT id FROM files WHERE extraction_pending = 1"), []);
});

const TENSOR = TINY_TENSOR.replace('"t"', '"a: b"');

const FILES: readonly (readonly [
  name: string,
  content: Uint8Array | string,
  status: string | null,
  detail: string | null,
  words: string | null,
])[] = [
  ["a.safetensors", TINY, "ok", null, null],
  ["b.safetensors", TINY.slice(0, 4), "too_short", "4 bytes", "too_short: 4 bytes"],
  ["c.safetensors", "<html>", "too_short", "6 bytes", "too_short: 6 bytes"],
  ["d.safetensors", "<!doctype html> a page", "html_page", null, "html_page"],
  ["e.safetensors", "PK\x03\x04 and so on", "not_safetensors:zip", null, "not_safetensors:zip"],
  ["f.ckpt", "PK\x03\x04 and so on", null, null, null],
  ["g.pt", "", "too_short", "0 bytes", "too_short: 0 bytes"],
  [
    "h.safetensors",
    TINY.slice(0, -2),
    "incomplete_file",
    "expected 88 bytes, found 86",
    "incomplete_file: expected 88 bytes, found 86",
  ],
  [
    "i.safetensors",
    rawFile(`{${TENSOR},${TENSOR}}`, TINY.slice(-16)),
    "ok",
    'tensor "a: b" has two entries',
    'ok: tensor "a: b" has two entries',
  ],
];

Deno.test(
  "a verdict stands in files and model_files with code and detail apart, and in words for people",
  inWorkspace(async (space) => {
    for (const [name, content] of FILES) space.put(name, content);
    await space.scanAndExtract();
    const rows = space.sql(
      `SELECT header_status, header_detail, header_verdict, verdict_detail, status_detail
       FROM files JOIN model_files ON file_id = id ORDER BY file_path`,
    );
    const expected = FILES.map(([, , status, detail, words]) => [
      status,
      detail,
      status,
      detail,
      words,
    ]);
    assert.deepEqual(rows.map(Object.values), expected);
  }),
);

const CHANGES:
  readonly (readonly [before: string | null, after: string | null, isNews: boolean])[] = [
    ["ok", "too_short", true],
    ["html_page", "ok", true],
    ["not_safetensors:zip", "not_safetensors:gguf", true],
    [null, "ok", true],
    ["truncated_header", null, true],
    ["ok", "ok", false],
    [null, null, false],
  ];

for (const [before, after, isNews] of CHANGES) {
  const news = isNews ? "has all links worked out again" : "is no news";
  Deno.test(`a verdict that another tool changes from ${before} to ${after} ${news}`, () => {
    using db = new DatabaseSync(":memory:");
    migrate(db);
    db.exec("INSERT INTO files (id, kind) VALUES (1, 'model')");
    db.prepare("INSERT INTO model_files (file_id, header_status) VALUES (1, ?)").run(before);
    db.exec("DELETE FROM library_state");
    const update = db.prepare("UPDATE model_files SET header_status = ?");
    update.run(after);
    update.run(after);
    const state = rows(db, "SELECT name FROM library_state WHERE name = 'models_changed'");
    assert.equal(state.length, isNews ? 1 : 0);
  });
}
