import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, type Row, type Workspace } from "../support/workspace.ts";

const CONTENT = counting(64);
const lora = (metadata: Record<string, string>): Uint8Array =>
  modelFile({ metadata, tensors: ["lora_unet_x.lora_down.weight"], content: CONTENT });

const names = (space: Workspace): unknown[] =>
  space.sql("SELECT name || ' ' || source AS n FROM model_names ORDER BY 1").map(({ n }) => n);

const models = (space: Workspace, columns: string): Row[] =>
  space.sql(`SELECT ${columns} FROM model_files ORDER BY name`);

Deno.test(
  "extract fills model_files from the stored header, and a second run does nothing",
  inWorkspace(async (space) => {
    space.put(
      "Lora/My Style.safetensors",
      lora({ ss_output_name: "style_v2", ss_network_dim: "32", ss_clip_skip: "None" }),
    );
    space.put("Lora/old.pt", "\x80\x02 and so on");
    const { report } = await space.scanAndExtract();
    assert.match(report.lines.join("\n"), /^Extracted 2 model files\.$/m);
    assert.deepEqual(
      models(
        space,
        "name, model_type, header_status, output_name, network_dim, clip_skip, training_meta_json",
      ),
      [
        {
          name: "My Style",
          model_type: "lora",
          header_status: "ok",
          output_name: "style_v2",
          network_dim: 32n,
          clip_skip: null,
          training_meta_json:
            '{"ss_output_name":"style_v2","ss_network_dim":"32","ss_clip_skip":"None"}',
        },
        {
          name: "old",
          model_type: "lora",
          header_status: null,
          output_name: null,
          network_dim: null,
          clip_skip: null,
          training_meta_json: null,
        },
      ],
    );
    const before = Deno.readFileSync(space.database);
    const again = await space.scanAndExtract();
    assert.deepEqual(again.report.lines.slice(2), []);
    assert.deepEqual(Deno.readFileSync(space.database), before);
  }),
);

Deno.test(
  "a renamed file keeps its former name, an edited alias goes",
  inWorkspace(async (space) => {
    space.put("a style.safetensors", lora({ ss_output_name: "first" }));
    await space.scanAndExtract();
    assert.deepEqual(names(space), [
      "a style file",
      "a_style folded",
      "first folded",
      "first output_name",
    ]);
    space.rename("a style.safetensors", "b.safetensors");
    await space.scanAndExtract();
    space.put("b.safetensors", lora({ ss_output_name: "second" }));
    await space.scanAndExtract();
    const current = names(space).filter((name) => !String(name).endsWith("folded"));
    assert.deepEqual(current, ["a style former", "b file", "second output_name"]);
    assert.equal(space.value("SELECT count(*) FROM model_hashes WHERE kind = 'name'"), 2n);
  }),
);

Deno.test(
  "a header's fault stands in model_files, with what could be read, and goes when the file is mended",
  inWorkspace(async (space) => {
    const whole = lora({ ss_output_name: "x" });
    space.put("a.safetensors", whole.slice(0, -10));
    await space.scanAndExtract();
    assert.deepEqual(models(space, "header_status, header_detail, output_name"), [{
      header_status: "incomplete_file",
      header_detail: `expected ${whole.length} bytes, found ${whole.length - 10}`,
      output_name: "x",
    }]);
    assert.deepEqual(space.sql("SELECT stage, message FROM extraction_problems"), [{
      stage: "header",
      message: `incomplete_file: expected ${whole.length} bytes, found ${whole.length - 10}`,
    }]);
    space.put("a.safetensors", whole);
    await space.scanAndExtract();
    assert.deepEqual(models(space, "header_status, header_detail"), [{
      header_status: "ok",
      header_detail: null,
    }]);
  }),
);

Deno.test(
  "hashes of other bytes go when the file changes, and stay when it only moves",
  inWorkspace(async (space) => {
    space.put("a.safetensors", lora({ note: "1" }));
    await space.scanAndExtract();
    await space.hash();
    const hashed = models(space, "sha256, tensor_sha256, autov1, autov2, autov3, hashed_at");
    assert.equal(Object.values(hashed[0] ?? {}).every((value) => value !== null), true);
    space.rename("a.safetensors", "b.safetensors");
    await space.scanAndExtract();
    assert.deepEqual(
      models(space, "sha256, tensor_sha256, autov1, autov2, autov3, hashed_at"),
      hashed,
    );
    space.put("b.safetensors", lora({ note: "2" }));
    await space.scanAndExtract();
    assert.equal(
      Object.values(
        models(space, "sha256, tensor_sha256, autov1, autov2, autov3, hashed_at")[0] ?? {},
      ).every((value) => value === null),
      true,
    );
    assert.deepEqual(space.sql("SELECT kind FROM model_hashes WHERE kind <> 'name'"), []);
    await space.hash();
    assert.equal(
      models(space, "tensor_sha256")[0]?.["tensor_sha256"],
      hashed[0]?.["tensor_sha256"],
    );
    assert.notEqual(models(space, "sha256")[0]?.["sha256"], hashed[0]?.["sha256"]);
  }),
);

Deno.test(
  "whoever changes the header of a model file with another tool makes it wait",
  inWorkspace(async (space) => {
    space.put("a.safetensors", lora({ ss_output_name: "x" }));
    await space.scanAndExtract();
    space.exec(`UPDATE files SET metadata_json = '{"__metadata__":{"ss_output_name":"y"}}'`);
    await space.extract();
    assert.equal(space.value("SELECT output_name FROM model_files"), "y");
  }),
);

Deno.test(
  "a model file that a trigger refuses is recorded, the others of its chunk are stored",
  inWorkspace(async (space) => {
    for (const name of ["a", "cursed", "z"]) {
      space.put(`${name}.safetensors`, lora({ ss_output_name: name }));
    }
    await space.scan();
    space.exec(`CREATE TRIGGER mine BEFORE INSERT ON model_files WHEN NEW.name = 'cursed'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`);
    const { report } = await space.extract();
    assert.equal(report.errors, 1);
    assert.deepEqual(models(space, "name"), [{ name: "a" }, { name: "z" }]);
    assert.deepEqual(space.sql("SELECT stage, message FROM extraction_errors"), [{
      stage: "extract",
      message: "not this one",
    }]);
    space.exec("DROP TRIGGER mine");
    await space.extract();
    assert.equal(models(space, "name").length, 3);
    assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
  }),
);

Deno.test(
  "the views answer: duplicates in three classes, base checkpoints, training tags",
  inWorkspace(async (space) => {
    const checkpoint = modelFile({
      tensors: ["model.diffusion_model.out.weight"],
      content: counting(300),
    });
    space.put("Stable-diffusion/base.safetensors", checkpoint);
    space.put(
      "a.safetensors",
      lora({ note: "1", ss_sd_model_name: "base.ckpt", ss_tag_frequency: '{"5_x":{"sea":2}}' }),
    );
    space.put("copy of a.safetensors", Deno.readFileSync(space.at("a.safetensors")));
    space.put("edited.safetensors", lora({ note: "2" }));
    space.put(
      "other/a.safetensors",
      modelFile({ tensors: ["lora_unet_y.lora_up.weight"], content: counting(99) }),
    );
    await space.scanAndExtract();
    await space.hash({ models: true });
    const classes = space.sql(
      "SELECT class, files, group_concat(substr(file_path, ?), ', ') AS f FROM (SELECT * FROM duplicate_models ORDER BY class, file_path) GROUP BY class, what",
      space.pictures.length + 2,
    );
    assert.deepEqual(classes, [
      { class: "same_bytes", files: 2n, f: "a.safetensors, copy of a.safetensors" },
      { class: "same_name", files: 2n, f: "a.safetensors, other/a.safetensors" },
      {
        class: "same_tensors",
        files: 3n,
        f: "a.safetensors, copy of a.safetensors, edited.safetensors",
      },
    ]);
    assert.deepEqual(
      space.sql("SELECT name, checkpoint_path, method FROM lora_base_models ORDER BY 1"),
      ["a", "copy of a"].map((name) => ({
        name,
        checkpoint_path: space.at("Stable-diffusion/base.safetensors"),
        method: "name",
      })),
    );
    assert.deepEqual(space.sql("SELECT DISTINCT tag, pictures FROM training_tags"), [{
      tag: "sea",
      pictures: 2n,
    }]);
  }),
);
