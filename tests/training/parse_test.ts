import assert from "node:assert/strict";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { installPlugins, sd } from "../../mod.ts";
import { TRAINING_COLUMNS } from "../../src/training/columns.ts";
import { parseTraining } from "../../src/training/parse.ts";

const db = new DatabaseSync(":memory:");
installPlugins(db, [sd]);
const call = db.prepare("SELECT sd_training(?) AS json");

/** What sd_training gives for metadata; null where it gives NULL. */
function training(metadata: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(String(call.get(JSON.stringify({ __metadata__: metadata }))?.json));
}

/** Metadata, and the column with its value. */
const CASES:
  readonly (readonly [metadata: Record<string, unknown>, column: string, value: unknown])[] = [
    [{ ss_output_name: "myStyle_v2" }, "output_name", "myStyle_v2"],
    [{ "modelspec.title": '["a"]' }, "title", '["a"]'],
    [{ ss_base_model_version: "sdxl_base_v1-0" }, "base_version", "sdxl_base_v1-0"],
    [{ ss_v2: "True" }, "is_v2", 1],
    [{ ss_v2: "False" }, "is_v2", 0],
    [{ ss_network_dim: "32" }, "network_dim", 32],
    [{ ss_network_dim: "Dynamic" }, "network_dim", "Dynamic"],
    [{ ss_network_dim: "None" }, "network_dim", null],
    [{ ss_network_dim: 16 }, "network_dim", 16],
    [{ ss_network_alpha: "16.0" }, "network_alpha", 16],
    [{ ss_network_args: '{"conv_dim":"4","algo":"locon","dora_wd":"True"}' }, "conv_dim", 4],
    [{ ss_network_args: '{"conv_alpha":"1e-05"}' }, "conv_alpha", 1e-5],
    [{ ss_network_args: '{"algo":"locon","x":NaN}' }, "algo", "locon"],
    [{ ss_network_args: '{"dora_wd":"True"}' }, "dora", 1],
    [{ ss_network_args: "None" }, "algo", null],
    [{ ss_seed: "18446744073709551615" }, "seed", "18446744073709551615"],
    [{ ss_resolution: "(512, 512)" }, "resolution", "(512, 512)"],
    [
      { ss_resolution: "(512, 512)", "modelspec.resolution": "1024x1024" },
      "resolution",
      "1024x1024",
    ],
    [
      { ss_datasets: '[{"resolution":[512,768],"batch_size_per_device":4}]' },
      "resolution",
      "[512,768]",
    ],
    [{ ss_datasets: '[{"batch_size_per_device":4}]' }, "batch_size", 4],
    [{ ss_steps: "None", ss_max_train_steps: "1600" }, "steps", 1600],
    [
      { ss_dataset_dirs: '{"10_a":{"n_repeats":10,"img_count":20},"1_b":{"img_count":5}}' },
      "train_images",
      25,
    ],
    [
      { ss_num_train_images: "250", ss_dataset_dirs: '{"10_a":{"img_count":20}}' },
      "train_images",
      250,
    ],
    [{ ss_text_encoder_lr: "[1e-05, 1e-05]" }, "te_lr", "[1e-05, 1e-05]"],
    [{ ss_training_started_at: "1700000000.123" }, "started_at", 1700000000.123],
    [{ sshs_model_hash: "ABCDEF0123" }, "embedded_hash", "abcdef0123"],
    [{ "modelspec.hash_sha256": "0xABCDEF0123" }, "embedded_modelspec_hash", "abcdef0123"],
    [{ sshs_model_hash: "e3b0c44298fc1c149afbf4c8996fb924" }, "embedded_hash", null],
    [{ sshs_model_hash: "no hash" }, "embedded_hash", null],
  ];

for (const [metadata, column, value] of CASES) {
  Deno.test(`sd_training: ${JSON.stringify(metadata)} gives ${column} ${JSON.stringify(value)}`, () => {
    assert.deepEqual(training(metadata)[column], value);
  });
}

Deno.test("sd_training gives every training column of model_files, its type first, the metadata last", () => {
  assert.deepEqual(Object.keys(training({})), [
    "model_type",
    ...Object.keys(TRAINING_COLUMNS),
    "training_meta_json",
  ]);
});

Deno.test("the whole metadata is kept, JSON in texts as JSON, without the thumbnail", () => {
  const metadata = {
    ss_tag_frequency: '{"10_concept": {"1girl": 20, "NaN": NaN}}',
    ss_network_dim: "32",
    odd: { number: 1 },
    "modelspec.thumbnail": "data:image/jpeg;base64,AAAA",
    ["__proto__x"]: "y",
  };
  assert.deepEqual(training(metadata)["training_meta_json"], {
    ss_tag_frequency: { "10_concept": { "1girl": 20, NaN: null } },
    ss_network_dim: "32",
    odd: { number: 1 },
    ["__proto__x"]: "y",
  });
  assert.equal(call.get("{}")?.json?.toString().endsWith('"training_meta_json":null}'), true);
});

Deno.test("metadata with the key __proto__ is kept and changes no object", () => {
  const record = parseTraining('{"__metadata__":{"__proto__":"x","ss_seed":"1"}}');
  assert.equal(record?.metadata, '{"__proto__":"x","ss_seed":"1"}');
});

Deno.test("JSON that nests deeply stays a text, and SQLite reads the result", () => {
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  const header = JSON.stringify({ __metadata__: { ss_network_args: deep, ss_seed: "1" } });
  const row = db.prepare(
    "SELECT sd_training(?1) ->> 'seed' AS seed, length(sd_training(?1) ->> '$.training_meta_json.ss_network_args') AS n",
  ).get(header);
  assert.deepEqual({ ...row }, { seed: 1, n: 10_000 });
  const lessDeep = deep.slice(2000, -2000);
  assert.equal(
    call.get(`{"__metadata__":{"a":${lessDeep}}}`)?.json?.toString().endsWith('{"a":null}}'),
    true,
  );
  assert.equal(call.get(`{"__metadata__":{"a":${deep}}}`)?.json, null);
});

const TYPES: readonly (readonly [type: string | null, header: Record<string, unknown>])[] = [
  ["lora", { __metadata__: { "modelspec.architecture": "flux-1-dev/lora" } }],
  ["checkpoint", { __metadata__: { "modelspec.architecture": "stable-diffusion-xl-v1-base" } }],
  ["embedding", {
    __metadata__: { "modelspec.architecture": "stable-diffusion-v1/textual-inversion" },
  }],
  ["lora", { __metadata__: { ss_network_module: "lycoris.kohya" } }],
  ["lora", { "lora_unet_down_blocks_0.lora_down.weight": {} }],
  ["lora", { "transformer.single_blocks.0.lora_A.weight": {} }],
  ["lora", { "lora_unet_x.hada_w1_a": {} }],
  ["checkpoint", {
    "first_stage_model.decoder.conv_in.weight": {},
    "model.diffusion_model.out.0.bias": {},
  }],
  ["checkpoint", { "double_blocks.0.img_attn.proj.weight": {} }],
  ["lora", { "down_blocks.0.attentions.0.attn1.processor.to_q_lora.down.weight": {} }],
  ["vae", { "decoder.conv_in.weight": {}, "encoder.down.0.block.0.conv1.weight": {} }],
  ["controlnet", { "control_model.input_blocks.0.0.weight": {} }],
  ["text_encoder", { "text_model.encoder.layers.0.mlp.fc1.bias": {} }],
  ["embedding", { emb_params: { shape: [4, 768] } }],
  ["embedding", { anything: { dtype: "F32", shape: [8, 1280] } }],
  [null, { anything: { dtype: "F32", shape: [8, 3] } }],
  [null, {}],
];

for (const [type, header] of TYPES) {
  Deno.test(`${JSON.stringify(header)} is of type ${type}`, () => {
    assert.equal(parseTraining(JSON.stringify(header))?.model_type, type);
  });
}

Deno.test("sd_training gives NULL for what is no JSON object, and JSON for any object", () => {
  for (const text of ["", "x", "[]", "null", "1", '"a"']) assert.equal(call.get(text)?.json, null);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (header, metadata) => {
      const { json } = call.get(JSON.stringify({ ...header, __metadata__: metadata })) ?? {};
      const valid = db.prepare("SELECT json_valid(?) AS ok").get(String(json));
      assert.equal(valid?.ok, 1);
    }),
  );
});

Deno.test("words of Python behind a string without an end take no longer than others", () => {
  // Each quote tried anew would take an hour.
  const broken = `NaN"${'\\"'.repeat(1_000_000)}\\`;
  const header = { __metadata__: { ss_tag_frequency: broken } };
  assert.equal(
    parseTraining(JSON.stringify(header))?.metadata,
    JSON.stringify(header.__metadata__),
  );
});
