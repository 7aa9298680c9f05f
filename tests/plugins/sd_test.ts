import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { installPlugins, sd, VERSION } from "../../mod.ts";
import { anyText } from "../support/any_text.ts";

const TEXT = "a cat <lora:moss:0.8> <lora:wild:-3>\nNegative prompt: blurry\n" +
  "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 18446744073709551615, Size: 512x768, Model: fern";

const db = new DatabaseSync(":memory:");
installPlugins(db, [sd]);

function valueOf(
  expression: string,
  ...values: (string | number | bigint | null | Uint8Array)[]
): unknown {
  return db.prepare(`SELECT ${expression} AS value`).get(...values)?.["value"];
}

const OF_TEXT = [
  "sd_parse",
  "sd_loras",
  "sd_resources",
  "sd_nodes",
  "sd_params",
  "sd_clean",
  "sd_tags",
  "sd_detect",
  "sd_canonical",
  "sd_hash",
  "sd_lora_name",
];

for (const name of OF_TEXT) {
  Deno.test(`${name} gives NULL for NULL and for what is no text`, () => {
    for (const value of [null, 1n, 1.5, new Uint8Array([65])]) {
      assert.equal(valueOf(`${name}(?)`, value), null);
    }
  });

  Deno.test(`${name} gives text or NULL for any text, and the same again`, () => {
    fc.assert(fc.property(anyText(), (text) => {
      const value = valueOf(`${name}(?)`, text);
      assert.ok(value === null || typeof value === "string");
      assert.equal(valueOf(`${name}(?)`, text), value);
    }));
  });
}

for (const name of ["sd_text", "sd_image"]) {
  Deno.test(`${name} gives NULL for NULL and for what is no blob`, () => {
    for (const value of [null, 1n, 1.5, "a cat\nSteps: 20"]) {
      assert.equal(valueOf(`${name}(?)`, value), null);
    }
  });
}

Deno.test("sd_sha256 takes text and blobs, and gives NULL for numbers", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(valueOf("sd_sha256('abc')"), abc);
  assert.equal(valueOf("sd_sha256(x'616263')"), abc);
  assert.equal(valueOf("sd_sha256(5)"), null);
  assert.equal(valueOf("sd_sha256(NULL)"), null);
});

Deno.test("a text that is longer than any image's gives NULL, whatever it holds", () => {
  const characters = 32 * 1024 * 1024;
  for (const name of ["sd_parse", "sd_params", "sd_tags"]) {
    assert.equal(valueOf(`${name}(printf('%.*c', ${characters + 1}, char(1)))`), null, name);
  }
});

Deno.test("sd_parse keeps integers exact: a seed of 64 bits is an INTEGER, a larger one is text", () => {
  const seed = (digits: string): unknown => {
    const statement = db.prepare(
      "SELECT sd_parse(?) ->> 'seed' AS seed, sd_parse(?) ->> 'seed_text' AS text",
    );
    statement.setReadBigInts(true);
    const text = `a\nSteps: 20, Seed: ${digits}, Size: 8x8`;
    return { ...statement.get(text, text) };
  };
  assert.deepEqual(seed("9223372036854775807"), {
    seed: 2n ** 63n - 1n,
    text: "9223372036854775807",
  });
  assert.deepEqual(seed("18446744073709551615"), { seed: null, text: "18446744073709551615" });
});

Deno.test("the functions work together on one row, in any order, and on alternating rows", () => {
  const other = TEXT.replace("fern", "oak");
  const rows = db.prepare(
    `SELECT sd_parse(value) ->> 'model_name' AS model, sd_parse(value) ->> 'metadata_hash' = sd_hash(value) AS same,
       sd_sha256(sd_canonical(value)) = sd_hash(value) AS hashed
     FROM json_each(json_array(?, ?, ?))`,
  ).all(TEXT, other, TEXT).map((row) => ({ ...row }));
  assert.deepEqual(rows, ["fern", "oak", "fern"].map((model) => ({ model, same: 1, hashed: 1 })));
});

Deno.test("sd_loras takes a range of weights, and lists discarded tags when asked", () => {
  const names = (options: string | null): unknown =>
    valueOf(
      "(SELECT group_concat(value ->> 'raw_name') FROM json_each(sd_loras(?, ?)))",
      TEXT,
      options,
    );
  assert.equal(names("{}"), "moss");
  assert.equal(names('{"lora_weight_min": -3}'), "moss,wild");
  assert.equal(names('{"lora_weight_min": 1, "lora_weight_max": 2}'), null);
  assert.equal(names('{"discarded": true}'), "moss,wild");
  assert.equal(names(null), null);
  assert.equal(
    valueOf(`sd_loras(?, '{"discarded": true}') ->> '$[1].reason'`, TEXT),
    "weight_out_of_range",
  );
});

const OPTIONS_MISUSE: [options: string | number, message: RegExp][] = [
  [5, /^sd_loras: argument 2 \(options\) must be a JSON object$/],
  ["", /must be a JSON object/],
  ["{", /must be a JSON object/],
  ["[]", /must be a JSON object/],
  ["null", /must be a JSON object/],
  ['{"lora_weight_min": "0"}', /lora_weight_min must be a number/],
  ['{"lora_weight_max": true}', /lora_weight_max must be a number/],
  [
    '{"lora_weight_min": 2, "lora_weight_max": 1}',
    /lora_weight_min 2 is above lora_weight_max 1/,
  ],
  ['{"lora_weight_min": 5}', /lora_weight_min 5 is above lora_weight_max 4/],
  ['{"discarded": 1}', /discarded must be true or false/],
  ['{"weight_min": 0}', /has an unknown member "weight_min"/],
];

for (const [options, message] of OPTIONS_MISUSE) {
  Deno.test(`sd_loras refuses the options ${JSON.stringify(options)} and says why`, () => {
    assert.throws(() => valueOf("sd_loras('a cat', ?)", options), (error: Error) => {
      assert.match(error.message, /^sd_loras: argument 2 \(options\) /);
      assert.match(error.message, message);
      return true;
    });
    assert.equal(valueOf("sd_loras('a cat', '{}')"), "[]", "the next call is none the worse");
  });
}

Deno.test("a wrong number of arguments is an error of SQLite's", () => {
  for (
    const call of ["sd_parse()", "sd_parse('a', 'b')", "sd_loras('a', '{}', 1)", "sd_version(1)"]
  ) {
    assert.throws(() => valueOf(call), /wrong number of arguments/);
  }
});

Deno.test("sd_functions lists exactly what is installed, with a signature that begins with the name", () => {
  const bare = new DatabaseSync(":memory:");
  const names = (on: DatabaseSync): Set<unknown> =>
    new Set(on.prepare("SELECT name FROM pragma_function_list").all().map((row) => row["name"]));
  const added = [...names(db).difference(names(bare))].sort();
  const listed = JSON.parse(String(valueOf("sd_functions()"))) as Record<string, unknown>[];
  assert.deepEqual(listed.map((entry) => entry["name"]).sort(), added);
  for (const { name, signature, doc, plugin, version } of listed) {
    assert.ok(String(signature).startsWith(`${name}(`));
    assert.match(String(doc), /\.$/);
    assert.deepEqual([plugin, version], ["sd", VERSION]);
  }
  bare.close();
});

Deno.test("all functions are deterministic", () => {
  const moody = db.prepare(
    "SELECT DISTINCT name FROM pragma_function_list WHERE name LIKE 'sd\\_%' ESCAPE '\\' AND flags & 2048 = 0",
  ).all().map((row) => row["name"]);
  assert.deepEqual(moody, []);
});

Deno.test("sd_version is the version of the project", () => {
  const { version } = JSON.parse(
    Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
  );
  assert.equal(valueOf("sd_version()"), version);
});
