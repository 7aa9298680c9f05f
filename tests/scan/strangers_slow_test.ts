import assert from "node:assert/strict";
import { CAN_BE_REFUSED, extractWithoutRights } from "../support/process.ts";
import { inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const SQL = [
  "'; DROP TABLE files; --",
  '"); DELETE FROM models; --',
  "x' OR '1'='1",
  "%",
  "_.%",
  "*?[a-z]",
  "?1",
  ":id",
  "$file_path",
  "{{columns}}",
  "$&$1$`",
  "`; VACUUM; `",
  "NULL",
  "0x00",
  "__proto__",
];

/** An infotext that says the same everywhere. */
function infotextOf(text: string): string {
  const quoted = JSON.stringify(`${text}, x`);
  return `${text} <lora:${text.replace(/[<>:]/g, "")}aa:0.5>\nNegative prompt: ${text}\n` +
    `Steps: 20, Sampler: ${quoted}, Seed: 1, Size: 8x8, Model: ${quoted}, ${
      text.includes(":") ? "k" : "Note"
    }: ${quoted}`;
}

function schemaOf(space: Workspace): unknown[] {
  return space.sql("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2");
}

Deno.test(
  "file names and metadata that look like SQL are kept as they are, and never run",
  inWorkspace(async (space) => {
    space.fill();
    const schema = schemaOf(space);
    for (const text of SQL) {
      space.put(`${text}/${text}.png`.replaceAll("\\", ""), pngWith(infotextOf(text)));
    }
    const { extract } = await space.scanAndExtract();
    assert.deepEqual([extract.models, extract.failed], [SQL.length, 0]);
    for (const text of SQL) {
      const path = space.at(`${text}/${text}.png`);
      const row = space.sql(
        `SELECT metadata_json, raw_negative, model_name, sampler, raw_name FROM files
         JOIN models ON models.file_id = files.id JOIN lora_usages ON lora_usages.file_id = files.id
         WHERE file_path = ?`,
        path,
      )[0];
      assert.deepEqual(Object.values(row ?? {}), [
        infotextOf(text),
        text,
        `${text}, x`,
        `${text}, x`,
        `${text.replace(/[<>:]/g, "")}aa`,
      ]);
    }
    for (const text of SQL) space.rename(`${text}/${text}.png`, `${text}/moved ${text}.png`);
    const moved = await space.scanAndExtract();
    assert.deepEqual([moved.scan.moved, moved.extract.files], [SQL.length, 0]);
    space.remove(SQL[0] ?? "");
    assert.equal((await space.scan({ prune: true })).pruned, 1);
    assert.equal(space.value("SELECT count(*) FROM models"), BigInt(SQL.length - 1));
    assert.deepEqual(schemaOf(space), schema);
  }),
);

Deno.test({
  name: "a database in a folder that may not be written to is an error, and loses nothing",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    space.fill();
    assert.equal((await extractWithoutRights(space)).extract.files, 0);
    space.exec(`INSERT INTO files (metadata_json) VALUES
      ('a' || char(10) || 'Steps: 20, Seed: 1'), ('b' || char(10) || 'Steps: 20, Seed: 2')`);
    Deno.chmodSync(space.database, 0o444);
    Deno.chmodSync(space.folder, 0o555);
    const refused = await extractWithoutRights(space);
    Deno.chmodSync(space.folder, 0o755);
    assert.equal(refused.error, "DatabaseError");
    assert.match(refused.message ?? "", /read-only|no permission/);
    assert.ok(refused.message?.includes(space.database));
    assert.equal(space.value("SELECT count(*) FROM models"), 0n);
    assert.equal(space.value("PRAGMA integrity_check"), "ok");
    Deno.chmodSync(space.database, 0o644);
    assert.equal((await space.extract()).models, 2);
  }),
});

Deno.test({
  name: "pictures in a folder that may not be written to are read like any other",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotextOf("a")));
    Deno.chmodSync(space.at("a.png"), 0o444);
    Deno.chmodSync(space.pictures, 0o555);
    const { scan, extract } = await extractWithoutRights(space, space.pictures);
    Deno.chmodSync(space.pictures, 0o755);
    assert.deepEqual([scan.added, extract.models], [1, 1]);
  }),
});
