import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { type HashChoice, readQueue } from "../../src/hash/queue.ts";
import { HEADER_CODES } from "../../src/sql/header_codes.ts";
import { TINY } from "../fixtures/safetensors.ts";
import { inWorkspace } from "../support/workspace.ts";

const ALL: HashChoice = {
  images: true,
  models: true,
  usedFirst: false,
  maxSize: null,
  rehash: false,
};

const CUT_OFF: readonly string[] = ["too_short", "truncated_header", "incomplete_file"];

Deno.test("only model files that end too early are left out of the queue, whatever else is wrong with a header", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const file = db.prepare("INSERT INTO files (id, file_path, kind) VALUES (?, ?, 'model')");
  const model = db.prepare("INSERT INTO model_files (file_id, header_status) VALUES (?, ?)");
  const codes = [...Object.keys(HEADER_CODES), "not_safetensors:zip", null];
  codes.forEach((code, id) => {
    file.run(id, `/${id}.safetensors`);
    model.run(id, code);
  });
  file.run(codes.length, "/unread.safetensors");
  const { ids, incomplete } = readQueue(db, ALL);
  const waiting = [...ids].map((id) => codes[Number(id)]);
  assert.equal(incomplete, CUT_OFF.length);
  const expected = [...codes.filter((code) => !CUT_OFF.includes(String(code))), undefined];
  assert.deepEqual(waiting, expected);
});

for (
  const [name, content] of [
    ["empty.safetensors", ""],
    ["empty.ckpt", ""],
    ["seven.safetensors", TINY.slice(0, 7)],
    ["header.safetensors", TINY.slice(0, 20)],
    ["tensors.safetensors", TINY.slice(0, -1)],
  ] as const
) {
  Deno.test(
    `${name}, which is cut off, waits for its download's end and is not hashed`,
    inWorkspace(async (space) => {
      space.put(name, content);
      await space.scan();
      const { hashed, incomplete } = await space.hash();
      assert.deepEqual([hashed, incomplete], [0, 1]);
      assert.deepEqual(space.sql("SELECT file_hash FROM files"), [{ file_hash: null }]);
    }),
  );
}

Deno.test("the queue holds what the choice says: kind, size, hash, place; the rest is counted or passed over", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  db.exec(`INSERT INTO files (id, file_path, kind, file_size, file_hash, status) VALUES
    (1, '/1.png', 'image', 10, NULL, 'ok'), (2, '/2.png', 'image', 30, NULL, NULL),
    (3, '/3.pt', 'model', 10, NULL, 'ok'), (4, '/4.pt', 'model', 20, NULL, 'no_metadata'),
    (5, '/5.pt', 'model', 20, NULL, 'ok'), (6, '/6.pt', 'model', 99, 'known', 'ok'),
    (7, '/7.pt', 'model', 99, NULL, 'missing'), (8, NULL, 'model', 99, NULL, 'ok'),
    (9, '/9.pt', 'model', NULL, NULL, 'ok');
    INSERT INTO lora_usages (id, file_id, lora_name, weight, context, position_index)
    VALUES (1, 1, 'l', 1, 'positive', 0);
    INSERT INTO lora_links (usage_id, model_file_id) VALUES (1, 3);
    INSERT INTO image_resources (id, file_id, type) VALUES (1, 1, 'vae');
    INSERT INTO resource_links (resource_id, model_file_id) VALUES (1, 9);`);
  const queued = (
    choice: Partial<HashChoice>,
  ): [ids: number[], bytes: number, tooLarge: number] => {
    const { ids, bytes, tooLarge } = readQueue(db, { ...ALL, ...choice });
    return [[...ids].map(Number), bytes, tooLarge];
  };
  assert.deepEqual(queued({}), [[4, 5, 3, 9, 2, 1], 90, 0]);
  assert.deepEqual(queued({ images: false }), [[4, 5, 3, 9], 50, 0]);
  assert.deepEqual(queued({ models: false }), [[2, 1], 40, 0]);
  assert.deepEqual(queued({ usedFirst: true }), [[3, 9, 4, 5, 2, 1], 90, 0]);
  assert.deepEqual(queued({ maxSize: 20 }), [[4, 5, 3, 9, 1], 60, 1]);
  assert.deepEqual(queued({ maxSize: 19 }), [[3, 9, 1], 20, 3]);
  assert.deepEqual(queued({ rehash: true }), [[6, 4, 5, 3, 9, 2, 1], 189, 0]);
});
