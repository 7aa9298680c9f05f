import assert from "node:assert/strict";
import { join } from "node:path";
import { addImage, addModels, FAST, numbers, withRegistry, type World } from "../support/models.ts";
import type { Row } from "../support/workspace.ts";

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

const SCRIPT = `
import { QUIET } from "${import.meta.resolve("../../src/work/command.ts")}";
import { enrich } from "${import.meta.resolve("../../src/commands/enrich.ts")}";
const [database, baseUrl, pace] = Deno.args;
await enrich({ database, baseUrl, pace: JSON.parse(pace) }, QUIET);`;

function start({ space, registry }: World): Deno.ChildProcess {
  const script = join(space.folder, "enrich.ts");
  Deno.writeTextFileSync(script, SCRIPT);
  // Long enough for a machine that is busy: no request may time out here.
  const pace = JSON.stringify({ ...FAST, timeoutMs: 60_000 });
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--config",
      CONFIG,
      "--no-lock",
      "--allow-all",
      "--quiet",
      script,
      space.database,
      registry.url,
      pace,
    ],
    stderr: "inherit",
  }).spawn();
}

function fill({ space, registry }: World): void {
  addModels(space, numbers(1, 220));
  for (const n of numbers(1, 40)) addImage(space, n, { loras: [n.toString(16).padStart(12, "a")] });
  registry.know(numbers(1, 180));
}

const ROWS = [
  `SELECT file_id, hash_type, lookup_status, display_hash, substr(source_url, instr(source_url, '/api')) AS url,
     payload_json, detail, http_status, attempts, queried_hash, model_version_id
   FROM model_enrichment ORDER BY file_id, queried_hash`,
  "SELECT model_id, lookup_status, attempts, payload_json FROM registry_models ORDER BY 1",
  "SELECT file_id, enrichment_pending FROM models ORDER BY 1",
];

function rowsOf({ space }: World): Row[][] {
  return ROWS.map((sql) => space.sql(sql));
}

Deno.test("killed 20 times on the way, it ends with the same rows and asks nothing twice", async () => {
  let expected: Row[][] = [];
  let requests = 0;
  await withRegistry(async (world) => {
    fill(world);
    await world.enrich();
    expected = rowsOf(world);
    requests = world.registry.seen.length;
  })();
  assert.ok(requests > 80);
  await withRegistry(async (world) => {
    fill(world);
    const { registry } = world;
    const answered: string[] = [];
    let kills = 0;
    let until = 0;
    let child: Deno.ChildProcess;
    // Every fourth request is not answered: the process that sent it is killed instead.
    registry.rules.push(async ({ method, path, body }) => {
      if (kills < 20 && ++until % 4 === 0) {
        kills++;
        child.kill("SIGKILL");
        await child.status;
        return { fault: "mute" };
      }
      answered.push(`${method} ${path} ${body}`);
      return undefined;
    });
    for (let signal: string | null = "SIGKILL"; signal !== null;) {
      child = start(world);
      const status = await child.status;
      signal = status.signal;
      assert.ok(signal === "SIGKILL" || status.success, `exit status ${status.code}`);
    }
    assert.equal(kills, 20);
    assert.deepEqual(rowsOf(world), expected);
    // A request for what is left of a batch differs from the first one, so hashes are compared, route by route.
    const hashes = answered.flatMap((line) => {
      const [method, path = "", body = ""] = line.split(" ");
      return method === "POST"
        ? (JSON.parse(body) as string[]).map((hash) => `${path} ${hash}`)
        : [path];
    });
    assert.equal(new Set(hashes).size, hashes.length);
    assert.equal(answered.length, requests);
  })();
});
