/** The extension is up to date as long as nothing of what it is made of has changed. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isUpToDate, SOURCES } from "../../extension/build.ts";
import { run } from "./hosts.ts";

const LONG_AGO = new Date("2024-01-01T00:00:00Z");
const BUILT = new Date("2024-01-02T00:00:00Z");

/** Changes in the folder of sources, with whether the extension is up to date behind them. */
const CHANGES: Readonly<Record<string, readonly [(folder: string) => void, boolean]>> = {
  "nothing": [() => {}, true],
  "a file written while it was built": [
    (folder) => Deno.utimeSync(join(folder, "in", "a.ts"), BUILT, new Date(BUILT.getTime() + 1)),
    false,
  ],
  "a file that was written": [(folder) => Deno.writeTextFileSync(join(folder, "b.ts"), ""), false],
  "a file that was taken away": [(folder) => Deno.removeSync(join(folder, "b.ts")), false],
  "an older file that was put in another's place": [
    (folder) => Deno.renameSync(join(folder, "b.ts"), join(folder, "in", "a.ts")),
    false,
  ],
  "a folder that is gone": [(folder) => Deno.removeSync(folder, { recursive: true }), false],
};

for (const [change, [make, expected]] of Object.entries(CHANGES)) {
  Deno.test(`${change} ${expected ? "leaves" : "makes"} the extension ${expected ? "up to" : "out of"} date`, () => {
    const root = Deno.makeTempDirSync({ prefix: "sd up to date " });
    const [extension, sources] = [join(root, "built.so"), join(root, "sources")];
    Deno.mkdirSync(join(sources, "in"), { recursive: true });
    for (const file of ["b.ts", "in/a.ts"]) Deno.writeTextFileSync(join(sources, file), file);
    for (const path of ["b.ts", "in/a.ts", "in", "."]) {
      Deno.utimeSync(join(sources, path), LONG_AGO, LONG_AGO);
    }
    assert.equal(isUpToDate(extension, [sources]), false);
    Deno.writeTextFileSync(extension, "");
    Deno.utimeSync(extension, BUILT, BUILT);
    make(sources);
    assert.equal(isUpToDate(extension, [sources]), expected);
    Deno.removeSync(root, { recursive: true });
  });
}

Deno.test("all files of the bundle are among what the extension is made of", async () => {
  const entry = fileURLToPath(new URL("../../extension/entry.ts", import.meta.url));
  const { modules } = JSON.parse(await run(Deno.execPath(), ["info", "--json", entry])) as {
    modules: { specifier: string }[];
  };
  const files = modules.map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith("file:")).map((url) => fileURLToPath(url));
  assert.ok(files.length > 10);
  const isSource = (file: string): boolean =>
    SOURCES.some((source) => file === source || file.startsWith(join(source, "/")));
  assert.deepEqual(files.filter((file) => !isSource(file)), []);
});
