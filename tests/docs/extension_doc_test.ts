/** What docs/install.md shows of the extension does what it says. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EXTENSION } from "../../extension/build.ts";
import { QUIET } from "../../src/work/command.ts";
import { extract } from "../../src/commands/extract.ts";
import { connectWithExtension, PYTHON, testInHost } from "../hosts/hosts.ts";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
const DOC = Deno.readTextFileSync(join(ROOT, "docs", "install.md"));

/** A block of a language under a heading, the first unless another is named, with the path that is ours. */
function block(heading: string, language: string, index = 0): string {
  const section = DOC.split(/^##+ /m).find((text) => text.startsWith(heading)) ?? "";
  const blocks = [...section.matchAll(new RegExp("```" + language + "\\n([^]*?)```", "g"))];
  const [, code] = blocks[index] ?? [];
  assert.ok(code !== undefined, heading);
  return code.replaceAll(/\/path\/to\/sqlite_sd(?:\.so)?/g, EXTENSION);
}

/** Runs a test in a folder with `samples.sqlite`. */
async function withSamples(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const database = join(folder, "samples.sqlite");
    await extract({ database, paths: [join(ROOT, "samples")] }, QUIET);
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function said(command: string, args: string[], cwd: string): string {
  const { success, stdout, stderr } = new Deno.Command(command, { args, cwd }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

testInHost(
  "Deno",
  "docs/install.md: every query over tables gives rows for the samples",
  () =>
    withSamples((folder) => {
      using db = connectWithExtension(join(folder, "samples.sqlite"));
      const queries = block("The native extension", "sql").split(/(?<=;)\n/).filter(Boolean);
      assert.equal(queries.length, 4);
      for (const sql of queries) assert.ok(db.prepare(sql).all().length > 5, sql);
    }),
);

testInHost(
  "sqlite3",
  "docs/install.md: the command for the sqlite3 shell",
  () =>
    withSamples((folder) => {
      assert.equal(said("sh", ["-c", block("The sqlite3 shell", "sh")], folder), "a cat\n");
    }),
);

testInHost(
  "sqlite3",
  "docs/install.md: pictures in the sqlite3 shell",
  () =>
    withSamples((folder) => {
      Deno.copyFileSync(join(ROOT, "samples", "a1111-harbour.png"), join(folder, "a.png"));
      const record = said("sh", ["-c", block("The sqlite3 shell", "sh", 1)], folder);
      assert.equal(JSON.parse(record).generator, "a1111");
      const all = said("sh", ["-c", block("The sqlite3 shell", "sh", 2)], folder);
      assert.match(all, /a\.png\|a1111\n$/);
    }),
);

testInHost(
  "Python",
  "docs/install.md: the program for Python, with a picture",
  () =>
    withSamples((folder) => {
      Deno.copyFileSync(join(ROOT, "samples", "a1111-harbour.png"), join(folder, "a.png"));
      const program = `${block("Python", "python")}${block("Python", "python", 1)}`;
      assert.match(said(PYTHON ?? "", ["-c", program], folder), /\n1204418823\n$/);
    }),
);

testInHost("Python", "docs/install.md: the program for Python", () =>
  withSamples((folder) => {
    assert.equal(
      said(PYTHON ?? "", ["-c", block("Python", "python")], folder),
      "golden_hour 6\nwatercolour_wash 4\nfrost_style 1\n",
    );
  }));

testInHost(
  "Deno",
  "docs/install.md: the program for Deno's node:sqlite, with the permissions it names",
  () =>
    withSamples((folder) => {
      const file = join(folder, "program.ts");
      Deno.writeTextFileSync(file, block("Deno's node:sqlite", "ts ignore"));
      const args = ["run", "--no-prompt", "--allow-ffi", "--allow-read", "--allow-write", file];
      said(Deno.execPath(), args, folder);
    }),
);
