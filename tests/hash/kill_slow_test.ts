import assert from "node:assert/strict";
import { join } from "node:path";
import { counting, modelFile, modelHeader, u64 } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const CLI = join(import.meta.dirname ?? "", "..", "..", "cli.ts");
const HUGE = 1_500_000_000;

function start(space: Workspace): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-lock",
      "--allow-all",
      "--quiet",
      CLI,
      "hash",
      space.database,
      "--models",
      "--used-first",
      "--json",
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Waits until the small models are hashed: then the huge one is under way. */
async function untilOthersAreHashed(space: Workspace): Promise<void> {
  for (let tries = 0; tries < 6000 && (hashed(space) as unknown[]).length < 2; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A model that takes no room on disk, and a second or more to hash. */
function putHuge(space: Workspace): void {
  const header = new TextEncoder().encode(
    modelHeader({ content: { length: HUGE } as Uint8Array }),
  );
  const path = space.put("huge.safetensors", u64(header.length));
  {
    using file = Deno.openSync(path, { append: true });
    file.writeSync(header);
    file.truncateSync(8 + header.length + HUGE);
  }
  space.touch("huge.safetensors");
}

/** A huge model, and two small ones that come first since an image names them. */
async function fill(space: Workspace): Promise<void> {
  putHuge(space);
  space.put("aa.safetensors", modelFile({ content: counting(5000) }));
  space.put("bb.safetensors", modelFile({ content: counting(6000) }));
  space.put("c.png", pngWith("a cat <lora:aa:1> <lora:bb:1>\nSteps: 20, Seed: 1, Size: 8x8"));
  await space.scanAndExtract();
}

const others = ["aa.safetensors", "bb.safetensors"];

const hashed = (space: Workspace): unknown =>
  space.sql("SELECT file_path FROM files WHERE file_hash IS NOT NULL ORDER BY 1")
    .map(({ file_path }) => String(file_path).split("/").pop());

Deno.test(
  "killed in the middle of a file and started again, only that file is read again",
  inWorkspace(async (space) => {
    await fill(space);
    const child = start(space);
    await untilOthersAreHashed(space);
    child.kill("SIGKILL");
    await child.output();
    assert.deepEqual(hashed(space), others);

    space.exec(`CREATE TABLE seen (path TEXT);
      CREATE TRIGGER look AFTER UPDATE OF file_hash ON files BEGIN INSERT INTO seen VALUES (NEW.file_path); END`);
    const { stdout, code } = await start(space).output();
    assert.equal(code, 0);
    const { hash } = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([hash.hashed, hash.bytes, hash.left], [
      1,
      Deno.statSync(space.at("huge.safetensors")).size,
      0,
    ]);
    assert.deepEqual(space.sql("SELECT path FROM seen"), [{ path: space.at("huge.safetensors") }]);
    assert.deepEqual(hashed(space), [...others, "huge.safetensors"]);
    using db = space.open();
    assert.equal(db.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  }),
);

Deno.test(
  "Ctrl-C in the middle of a file that two threads hash ends both, and the file waits",
  inWorkspace(async (space) => {
    await fill(space);
    const child = start(space);
    await untilOthersAreHashed(space);
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    assert.equal(code, 130);
    const { hash } = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([hash.hashed, hash.left], [2, 1]);
    assert.deepEqual(hashed(space), others);
  }),
);
