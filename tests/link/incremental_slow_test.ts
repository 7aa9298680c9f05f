import assert from "node:assert/strict";
import fc from "fast-check";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { pngWith, Workspace } from "../support/workspace.ts";

const NAMES = ["moss", "fern", "oak", "Moss"];

/** What may happen between two runs. */
const ACTION = fc.record({
  what: fc.constantFrom(
    "add model",
    "rename model",
    "remove model",
    "image",
    "remove image",
    "hash",
    "prune",
  ),
  name: fc.constantFrom(...NAMES),
  other: fc.constantFrom(...NAMES),
  number: fc.nat({ max: 3 }),
});

type Action = typeof ACTION extends fc.Arbitrary<infer T> ? T : never;

async function act(space: Workspace, { what, name, other, number }: Action): Promise<void> {
  const model = `${name}.safetensors`;
  const isThere = (file: string): boolean =>
    [...Deno.readDirSync(space.pictures)].some((entry) => entry.name === file);
  if (what === "add model") {
    const metadata = { ss_output_name: other };
    const tensors = ["lora_unet_x.lora_down.weight"];
    space.put(model, modelFile({ metadata, tensors, content: counting(40 + number) }));
  } else if (what === "rename model" && isThere(model)) {
    space.rename(model, `${other} new.safetensors`);
  } else if (what === "remove model" && isThere(model)) space.remove(model);
  else if (what === "image") {
    const hash = space.value("SELECT value FROM model_hashes WHERE kind = 'autov3' LIMIT 1") ??
      "0123456789ab";
    const pairs = number === 0 ? "" : `, Lora hashes: "${name}: ${hash}", Model: ${other}`;
    space.put(
      `${number}.png`,
      pngWith(
        `a cat <lora:${name}:1> <lora:${other}:1>\nSteps: 20, Seed: ${number}, Size: 8x8${pairs}`,
      ),
    );
  } else if (what === "remove image" && isThere(`${number}.png`)) space.remove(`${number}.png`);
  if (what === "hash") await space.hash();
  else await space.scanAndExtract({ prune: what === "prune" });
}

Deno.test("whatever happened, working out all links anew changes none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ACTION, { minLength: 3, maxLength: 9 }), async (actions) => {
      const space = new Workspace();
      try {
        await space.scanAndExtract();
        for (const action of actions) await act(space, action);
        // Without any model file nothing is linked.
        if (space.value("SELECT count(*) FROM files WHERE kind = 'model'") === 0n) return;
        const links = (): unknown =>
          ["lora_links", "resource_links", "model_links"].map((table) =>
            space.sql(`SELECT * FROM ${table} ORDER BY 1, 2`)
          );
        const before = links();
        const models = space.sql("SELECT * FROM models");
        space.exec("INSERT OR IGNORE INTO library_state VALUES ('models_changed', '1')");
        const { report } = await space.extract();
        const { links: counts } = report.json as { links: { written: number } };
        assert.equal(counts.written, 0);
        assert.deepEqual(links(), before);
        assert.deepEqual(space.sql("SELECT * FROM models"), models);
        for (const [owner, rows] of [["usage_id", "lora"], ["resource_id", "resource"]] as const) {
          const source = rows === "lora" ? "lora_usages" : "image_resources";
          const unlinked =
            `SELECT count(*) FROM ${source} WHERE id NOT IN (SELECT ${owner} FROM ${rows}_links)`;
          assert.equal(space.value(unlinked), 0n, source);
        }
      } finally {
        Deno.removeSync(space.folder, { recursive: true });
      }
    }),
    { numRuns: 25 },
  );
});
