import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";

const lora = (length: number): Uint8Array =>
  modelFile({ tensors: ["lora_unet_x.lora_down.weight"], content: counting(length) });
const checkpoint = (length: number): Uint8Array =>
  modelFile({ tensors: ["model.diffusion_model.out.weight"], content: counting(length) });

/** Links of everything that the images name, without the folder of the workspace. */
function linksOf(space: Workspace, links: string): Row[] {
  return space.sql(
    `SELECT substr(f.file_path, ?) AS file, k.method, k.confidence, k.reason
     FROM ${links} AS k LEFT JOIN files AS f ON f.id = k.model_file_id ORDER BY 1`,
    space.pictures.length + 2,
  );
}

interface Case {
  /** Files on disk. */
  readonly files: readonly string[];
  /** The name in the image. */
  readonly name: string;
  readonly found: readonly (readonly [
    file: string | null,
    confidence: number | null,
    reason: string | null,
  ])[];
  readonly unused?: readonly string[];
}

const APART = "u\u0308bung";
const COMPOSED = "\u00fcbung";
const TWO = "ambiguous: 2 files";

const CASES: Readonly<Record<string, Case>> = {
  "a name with a folder means the file in it": {
    files: ["Lora/ink/mist", "Lora/oil/mist"],
    name: "ink/mist",
    found: [["Lora/ink/mist", 0.7, null]],
    unused: ["mist"],
  },
  "a folder of Windows does as well": {
    files: ["Lora/ink/mist", "Lora/oil/mist"],
    name: "OIL\\mist.safetensors",
    found: [["Lora/oil/mist", 0.7, null]],
    unused: ["mist"],
  },
  "two folders tell more than one": {
    files: ["a/ink/mist", "b/ink/mist"],
    name: "b/ink/mist",
    found: [["b/ink/mist", 0.7, null]],
  },
  "one folder that two files are in leaves both": {
    files: ["a/ink/mist", "b/ink/mist"],
    name: "ink/mist",
    found: [["a/ink/mist", 0.7, TWO], ["b/ink/mist", 0.7, TWO]],
    unused: [],
  },
  "a name alone means either": {
    files: ["Lora/ink/mist", "Lora/oil/mist"],
    name: "mist",
    found: [["Lora/ink/mist", 0.7, TWO], ["Lora/oil/mist", 0.7, TWO]],
    unused: [],
  },
  "a folder that is not there leaves the last part, which counts less": {
    files: ["Lora/ink/mist"],
    name: "water/mist",
    found: [["Lora/ink/mist", 0.45, null]],
    unused: [],
  },
  "a folder that is not there, and two files of the last part": {
    files: ["Lora/ink/mist", "Lora/oil/mist"],
    name: "water/mist",
    found: [["Lora/ink/mist", 0.45, TWO], ["Lora/oil/mist", 0.45, TWO]],
  },
  "a folder's name is whole": {
    files: ["Lora/blink/mist", "Lora/ink/mist"],
    name: "ink/mist",
    found: [["Lora/ink/mist", 0.7, null]],
  },
  "a name that nearly fits in the folder comes before one that fits elsewhere": {
    files: ["Lora/ink/Soft_Mist", "Lora/oil/soft mist"],
    name: "ink/soft mist",
    found: [["Lora/ink/Soft_Mist", 0.5, null]],
  },
  "no file of the last part": {
    files: ["Lora/ink/mist"],
    name: "ink/fog",
    found: [[null, null, "no file of that name"]],
    unused: ["mist"],
  },
  "letters and dots apart on disk, composed in the image": {
    files: [APART],
    name: COMPOSED,
    found: [[APART, 0.7, null]],
    unused: [],
  },
  "composed on disk, apart in the image": {
    files: [COMPOSED],
    name: APART,
    found: [[COMPOSED, 0.7, null]],
    unused: [],
  },
  "a folder whose dots stand apart": {
    files: [`${APART}/mist`, "oil/mist"],
    name: `${COMPOSED}/mist`,
    found: [[`${APART}/mist`, 0.7, null]],
  },
};

for (const [name, { files, name: said, found, unused }] of Object.entries(CASES)) {
  const wanted = (): Row[] =>
    found.map(([file, confidence, reason]) => ({
      file: file === null ? null : `${file}.safetensors`,
      method: confidence === null ? null : confidence === 0.5 ? "folded" : "name",
      confidence,
      reason,
    }));

  Deno.test(
    `a LoRA: ${name}`,
    inWorkspace(async (space) => {
      files.forEach((file, i) => space.put(`${file}.safetensors`, lora(50 + i)));
      space.put("a.png", pngWith(`a cat <lora:${said}:1>\nSteps: 20, Seed: 1, Size: 8x8`));
      await space.scanAndExtract();
      assert.deepEqual(linksOf(space, "lora_links"), wanted());
      if (unused === undefined) return;
      const names = space.sql("SELECT name FROM unused_loras ORDER BY name");
      assert.deepEqual(names.map((row) => row["name"]), unused);
    }),
  );

  Deno.test(
    `a checkpoint: ${name}`,
    inWorkspace(async (space) => {
      files.forEach((file, i) => space.put(`${file}.safetensors`, checkpoint(50 + i)));
      space.put("a.png", pngWith(`a cat\nSteps: 20, Seed: 1, Size: 8x8, Model: ${said}`));
      await space.scanAndExtract();
      assert.deepEqual(linksOf(space, "model_links"), wanted());
    }),
  );
}

Deno.test(
  "of two files with the same bytes the folder in the name decides",
  inWorkspace(async (space) => {
    for (const folder of ["ink", "oil"]) space.put(`${folder}/mist.safetensors`, lora(50));
    await space.scanAndExtract();
    await space.hash();
    const hash = String(space.value("SELECT autov3 FROM model_files LIMIT 1"));
    const pairs = `Steps: 20, Seed: 1, Size: 8x8, Lora hashes: "oil/mist: ${hash}"`;
    space.put("a.png", pngWith(`a cat <lora:oil/mist:1>\n${pairs}`));
    await space.scanAndExtract();
    assert.deepEqual(linksOf(space, "lora_links"), [
      { file: "oil/mist.safetensors", method: "autov3", confidence: 0.98, reason: null },
    ]);
  }),
);
