import assert from "node:assert/strict";
import {
  deriveAdd,
  type DeriveAddOptions,
  deriveList,
  deriveRemove,
  deriveRun,
} from "../../src/commands/derive.ts";
import { QUIET } from "../../src/work/command.ts";
import { sqliteSd } from "../cli/process.ts";
import { addModels, withRegistry } from "../support/models.ts";
import { infotext, inWorkspace, type Workspace } from "../support/workspace.ts";

interface Ran {
  readonly files: number;
  readonly values: number;
  readonly written: number;
  readonly errors: Readonly<Record<string, number>>;
}

function add(
  { database }: Workspace,
  field: string,
  expression: string,
  more: Partial<DeriveAddOptions> = {},
): Promise<unknown> {
  return deriveAdd({ database, field, expression, ...more });
}

async function run({ database }: Workspace, debug = false): Promise<Ran> {
  return (await deriveRun({ database, debug, chunk: 2 }, QUIET)).json as Ran;
}

async function names({ database }: Workspace): Promise<string> {
  const { json } = await deriveList({ database });
  return (json as { name: string }[]).map(({ name }) => name).join(" ");
}

const VALUES = "SELECT file_id, name, value, error FROM derived_values ORDER BY 1, 2";

/** Five images, extracted. */
function withImages(test: (space: Workspace) => Promise<void>): () => Promise<void> {
  return inWorkspace(async (space) => {
    space.fill(Array.from({ length: 5 }, (_, n) => infotext(n + 1)));
    await space.extract();
    await test(space);
  });
}

Deno.test(
  "fields are worked out in order, each sees those before it, and a second run writes nothing",
  withImages(async (space) => {
    await add(space, "pixels", "record.width * record.height");
    await add(space, "megapixels", "double(derived.pixels) / 1000000.0");
    await add(space, "loud", "loras.exists(l, l.weight >= 0.5) && record.params.Model == 'meadow'");
    const first = await run(space);
    assert.deepEqual(first, { fields: 3, files: 5, values: 15, written: 15, errors: {} });
    assert.deepEqual(
      space.sql(`${VALUES} LIMIT 3`).map(({ name, value }) => [name, value]),
      [["loud", 1n], ["megapixels", 0.393216], ["pixels", 393216n]],
    );
    assert.equal((await run(space)).written, 0);
    space.exec("UPDATE models SET width = 1000 WHERE file_id = 2");
    assert.equal((await run(space)).written, 2);
  }),
);

Deno.test(
  "a trigger of the user's that refuses a value ends the run in one line, and nothing is half written",
  withImages(async (space) => {
    await add(space, "steps", "record.steps");
    space.exec(`CREATE TRIGGER no AFTER INSERT ON derived_values WHEN new.file_id = 2
      BEGIN SELECT raise(abort, 'not that one'); END`);
    await assert.rejects(run(space), {
      name: "DatabaseError",
      message: `Cannot use "${space.database}": not that one; mend its tables or triggers`,
    });
    assert.deepEqual(space.sql("SELECT * FROM derived_values"), []);
  }),
);

Deno.test(
  "a field sees no later one and not itself: there are no cycles",
  withImages(async (space) => {
    await add(space, "first", "derived.second");
    await add(space, "second", "derived.first");
    await add(space, "self", "derived.self");
    const { values, errors } = await run(space);
    assert.deepEqual([values, errors], [0, { first: 5, second: 5, self: 5 }]);
    // What an earlier run stored is not seen either.
    await add(space, "second", "1");
    await run(space);
    assert.equal((await run(space)).errors.first, 5);
    await add(space, "first", "derived.second", { before: "self" });
    assert.equal(await names(space), "second first self");
    assert.equal((await run(space)).errors.first, undefined);
  }),
);

Deno.test(
  "an error leaves the field out; with debug a marker says why, until it goes well",
  withImages(async (space) => {
    await add(space, "half", "100 / (record.seed - 3)");
    await add(space, "next", "derived.half + 1");
    await add(space, "constructor", "derived.half + 2");
    assert.deepEqual((await run(space)).errors, { half: 1, next: 1, constructor: 1 });
    await deriveRemove({ database: space.database, field: "constructor" });
    assert.equal(space.value("SELECT count(*) FROM derived_values WHERE file_id = 3"), 0n);
    await run(space, true);
    assert.deepEqual(
      space.sql("SELECT name, value, error FROM derived_values WHERE file_id = 3"),
      [
        { name: "half", value: null, error: "evaluation: division by zero" },
        { name: "next", value: null, error: "evaluation: No such key: half" },
      ],
    );
    assert.equal(space.value("SELECT count(*) FROM derived_values WHERE error IS NOT NULL"), 2n);
    await run(space);
    assert.equal(space.value("SELECT count(*) FROM derived_values WHERE file_id = 3"), 0n);
  }),
);

Deno.test(
  "an expression that never ends costs one field of one file, not the run",
  withImages(async (space) => {
    space.exec(
      "UPDATE models SET params = (SELECT json_object('words', group_concat(value, ' ')) FROM json_each((SELECT '[' || group_concat(i) || ']' FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n)))) WHERE file_id = 2",
    );
    await add(
      space,
      "words",
      "record.params.words.split(' ').map(a, record.params.words.split(' ').map(b, a + b))",
    );
    await add(space, "after", "1");
    const { errors } = await run(space, true);
    assert.equal(errors.words, 5);
    assert.match(
      String(space.value("SELECT error FROM derived_values WHERE file_id = 2 AND name = 'words'")),
      /^limit: /,
    );
    assert.equal(
      space.value("SELECT count(*) FROM derived_values WHERE name = 'after' AND value = 1"),
      5n,
    );
  }),
);

Deno.test(
  "derived fields change no metadata hash and no record, and are no reason to extract again",
  withImages(async (space) => {
    const before = space.sql("SELECT * FROM models ORDER BY file_id");
    const files = space.sql("SELECT * FROM files ORDER BY id");
    await add(space, "metadata_hash", "'other'");
    await add(space, "steps", "record.steps + 1");
    await run(space);
    assert.deepEqual(space.sql("SELECT * FROM models ORDER BY file_id"), before);
    assert.deepEqual(space.sql("SELECT * FROM files ORDER BY id"), files);
    assert.equal((await space.extract()).files, 0);
  }),
);

Deno.test(
  "model files have fields too: training metadata and what was looked up",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, [1, 2]);
    registry.know([1]);
    space.exec(
      `UPDATE model_files SET network_dim = 32, training_meta_json = '{"ss_epoch": "4"}' WHERE file_id = 10002`,
    );
    await add(space, "trigger", "enrichment.trigger_words.split(', ')[0]", { kind: "model" });
    await add(space, "rank", "has(training.network_dim) ? training.network_dim : -1", {
      kind: "model",
    });
    await add(space, "epoch", "int(metadata.ss_epoch)", { kind: "model" });
    await add(space, "shout", "derived.trigger.upperAscii()", { kind: "model" });
    assert.deepEqual((await run(space)).errors, { trigger: 2, epoch: 1, shout: 2 });
    await enrich();
    assert.deepEqual((await run(space)).errors, { trigger: 1, epoch: 1, shout: 1 });
    assert.deepEqual(
      space.sql(VALUES).map(({ file_id, name, value }) => `${file_id} ${name} ${value}`),
      [
        "10001 rank -1",
        "10001 shout MOSS_1",
        "10001 trigger moss_1",
        "10002 epoch 4",
        "10002 rank 32",
      ],
    );
  }),
);

Deno.test(
  "an image's fields see the checkpoint and the LoRAs that it is linked to",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, [1, 2]);
    registry.know([1, 2]);
    space.exec(`INSERT INTO files (id, file_path) VALUES (1, '/p/1.png');
      INSERT INTO models (file_id, metadata_hash) VALUES (1, 'h');
      INSERT INTO lora_usages (id, file_id, lora_name, weight, position_index) VALUES (5, 1, 'moss', 0.5, 0);
      INSERT INTO lora_links (usage_id, model_file_id, method) VALUES (5, 10002, 'name');
      INSERT INTO model_links (file_id, model_file_id, method, confidence) VALUES (1, 10001, 'name', 0.5);
      UPDATE model_files SET base_version = 'sdxl' WHERE file_id = 10001`);
    await enrich();
    await add(space, "base", "enrichment.base_model + ' ' + training.base_version");
    await add(space, "words", "loras.map(l, l.trigger_words)");
    assert.deepEqual((await run(space)).errors, {});
    assert.deepEqual(
      space.sql(VALUES).map(({ value }) => value),
      ["SDXL 1.0 sdxl", '["moss_2, fern, oak"]'],
    );
  }),
);

Deno.test(
  "a field that is removed, or changes its kind, takes its values along; others keep their order",
  withImages(async (space) => {
    for (const name of ["a", "b", "c"]) await add(space, name, "1");
    await add(space, "d", "1", { before: "b" });
    assert.equal(await names(space), "a d b c");
    await add(space, "d", "2");
    assert.equal(await names(space), "a d b c");
    await run(space);
    await deriveRemove({ database: space.database, field: "b" });
    assert.equal(await names(space), "a d c");
    assert.equal(space.value("SELECT count(*) FROM derived_values WHERE name = 'b'"), 0n);
    await add(space, "c", "1", { kind: "model" });
    await run(space);
    assert.equal(space.value("SELECT group_concat(DISTINCT name) FROM derived_values"), "a,d");
    assert.deepEqual(
      space.sql("SELECT position FROM derived_fields ORDER BY 1").map(({ position }) => position),
      [1n, 2n, 3n],
    );
  }),
);

Deno.test(
  "names and expressions that cannot be used are refused, and nothing is stored",
  withImages(async (space) => {
    for (
      const [name, expression, more] of [
        ["Upper", "1", {}],
        ["a b", "1", {}],
        ["", "1", {}],
        ["__proto__", "1", {}],
        ["a", "1 +", {}],
        ["a", "process.exit()", {}],
        ["a", "1", { before: "none" }],
      ] as const
    ) await assert.rejects(add(space, name, expression, more), { name: "DeriveError" }, name);
    await assert.rejects(deriveRemove({ database: space.database, field: "none" }), {
      name: "DeriveError",
    });
    assert.equal(await names(space), "");
  }),
);

Deno.test(
  "the task works with its permissions, and so does sd_eval in a query and in a trigger",
  withImages(async (space) => {
    const { database } = space;
    const added = await sqliteSd("derive", "add", database, "steps_plus", "record.steps + 1");
    assert.deepEqual(added, {
      status: 0,
      stdout: `Added steps_plus; run "derive run ${database}" to work it out.\n`,
      stderr: "",
    });
    assert.equal(
      (await sqliteSd("derive", "list", database)).stdout,
      "steps_plus (image): record.steps + 1\n",
    );
    assert.equal(
      (await sqliteSd("derive", "run", database)).stdout,
      "Worked out 1 field for 5 files: 5 values, 5 rows written.\n",
    );
    const wrong = await sqliteSd("derive", "add", database, "x", "1 +");
    assert.deepEqual(wrong, {
      status: 3,
      stdout: "",
      stderr: 'sqlite-sd: Cannot add the field "x": Unexpected token: EOF\n',
    });
    const query = "SELECT sum(sd_eval('steps * 2', sd_parse(metadata_json))) AS n FROM files";
    assert.equal((await sqliteSd("query", database, query, "--csv")).stdout, "n\r\n200\r\n");
    space.exec(`CREATE TABLE doubled (n);
      CREATE TRIGGER twice AFTER INSERT ON derived_values
      BEGIN INSERT INTO doubled VALUES (sd_eval('v * 2', json_object('v', NEW.value))); END;
      DELETE FROM derived_values`);
    assert.equal((await sqliteSd("derive", "run", database)).status, 0);
    assert.equal(space.value("SELECT sum(n) FROM doubled"), 210n);
    assert.equal((await sqliteSd("derive", "remove", database, "steps_plus")).status, 0);
  }),
);

Deno.test(
  "metadata that is nested too deep costs the fields that see it their value, and no others",
  withRegistry(async ({ space }) => {
    addModels(space, [1, 2]);
    space.exec(
      `UPDATE model_files SET training_meta_json = '${'{"a":'.repeat(200)}1${
        "}".repeat(200)
      }' WHERE file_id = 10001`,
    );
    await add(space, "trained", "size(metadata)", { kind: "model" });
    await add(space, "name", "training.name", { kind: "model" });
    assert.deepEqual((await run(space, true)).errors, { trained: 1 });
    assert.deepEqual(space.sql(VALUES).map((row) => Object.values(row).join(" ")), [
      "10001 name moss_1 ",
      "10001 trained  limit: the data is too deep",
      "10002 name moss_2 ",
      "10002 trained 0 ",
    ]);
  }),
);

Deno.test(
  "an image without a record has no derived fields, as the recipes say, and one with a former record has",
  inWorkspace(async (space) => {
    space.fill([infotext(1), infotext(2), null]);
    await space.extract();
    space.exec("UPDATE files SET metadata_json = NULL WHERE id = 2");
    await space.extract();
    await add(space, "known", "1");
    await add(space, "former", "record.is_former == 1");
    await run(space);
    assert.deepEqual(
      space.sql("SELECT file_id, value FROM derived_values WHERE name = 'former' ORDER BY 1")
        .map((row) => Object.values(row)),
      [[1n, 0n], [2n, 1n]],
    );
    assert.equal(space.value("SELECT count(*) FROM derived_values WHERE name = 'known'"), 2n);
    const recipes = Deno.readTextFileSync(new URL("../../docs/recipes.md", import.meta.url));
    assert.match(recipes, /An image without a record has no derived fields/);
  }),
);
