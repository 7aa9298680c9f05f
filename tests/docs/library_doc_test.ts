import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { fillDatabase, makeWorld } from "../support/library/world.ts";

const TEXT = Deno.readTextFileSync(new URL("../../docs/library.md", import.meta.url));
const QUERIES = [...TEXT.matchAll(/```sql\n([^]*?)```/g)].map(([, sql = ""]) => sql);

Deno.test("every query of docs/library.md gives rows for a generated library", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sd docs " }));
  try {
    const world = makeWorld(folder, { files: 100, bytes: 2_000_000, images: 110 }, 3);
    const put = (name: string, metadata: Record<string, string>, tensor: string): void =>
      Deno.writeFileSync(
        join(folder, "models", name),
        modelFile({ metadata, tensors: [tensor], content: counting(50) }),
      );
    put("base.safetensors", {}, "model.diffusion_model.out.weight");
    put("trained.safetensors", {
      ss_sd_model_name: "base.safetensors",
      ss_tag_frequency: '{"5_sea": {"sea": 5}}',
    }, "lora_unet_x.lora_down.weight");
    using db = new DatabaseSync(await fillDatabase(folder, world), { readOnly: true });
    assert.ok(QUERIES.length >= 10);
    for (const sql of QUERIES) assert.ok(db.prepare(sql).all().length > 0, sql);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("docs/library.md names every flag of hash", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      join(import.meta.dirname ?? "", "..", "..", "cli.ts"),
      "hash",
      "--help",
    ],
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(code, 0);
  const flags = [...new TextDecoder().decode(stdout).matchAll(/^\s*\[?(--[a-z-]+)/gm)]
    .map(([, flag = ""]) => flag)
    .filter((flag) => !["--json", "--plugin", "--help"].includes(flag));
  assert.ok(flags.length >= 5, flags.join());
  for (const flag of flags) assert.ok(TEXT.includes(`\`${flag}`), flag);
});
