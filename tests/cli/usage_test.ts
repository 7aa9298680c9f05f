import assert from "node:assert/strict";
import { join } from "node:path";
import { VERSION } from "../../src/version.ts";
import { CLI, COMMANDS, deno, sqliteSd, withDatabase } from "./process.ts";

Deno.test("--help lists every command and ends with 0", async () => {
  const { status, stdout, stderr } = await sqliteSd("--help");
  assert.deepEqual([status, stderr], [0, ""]);
  const listed = stdout.slice(stdout.indexOf("\nCOMMANDS\n"));
  assert.deepEqual([...listed.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name), COMMANDS);
});

Deno.test("README's table has every command once, and no other", () => {
  const text = Deno.readTextFileSync(join(CLI, "..", "README.md"));
  const listed = [...text.matchAll(/^\| `deno task (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(listed.sort(), [...COMMANDS].sort());
});

Deno.test("every command has a file of its own, and nothing else has one there", () => {
  for (const folder of ["routes", "../commands"]) {
    const path = join(CLI, "..", "src", "cli", folder);
    const names = [...Deno.readDirSync(path)].map(({ name }) => name.replace(/\.ts$/, ""));
    assert.deepEqual(names.sort(), [...COMMANDS].sort(), folder);
  }
});

for (const command of COMMANDS) {
  Deno.test(`${command} --help shows usage, examples and every flag`, async () => {
    const { status, stdout, stderr } = await sqliteSd(command, "--help");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`^USAGE\n  sqlite-sd ${command} `));
    assert.match(stdout, new RegExp(`^EXAMPLES\n  .*deno task (?:--quiet )?${command}`, "m"));
    assert.match(stdout, command === "stream" ? /--format/ : /--json/);
    assert.match(stdout, /--plugin/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /\x1b/);
  });
}

Deno.test("--version prints the version alone", async () => {
  assert.deepEqual(await sqliteSd("--version"), { status: 0, stdout: `${VERSION}\n`, stderr: "" });
});

const WRONG: [args: string[], line: RegExp][] = [
  [[], /^sqlite-sd: no command is given \(see --help\)\n$/],
  [["qury"], /^sqlite-sd: unknown command "qury"; did you mean `query`\?/],
  [["\x1b[31m"], /^sqlite-sd: unknown command "\\x1b\[31m"/],
  [["query"], /^sqlite-sd: <db> is missing \(see --help\)\n$/],
  [["query", "a.sqlite"], /^sqlite-sd: <sql> is missing/],
  [["query", "a", "b", "c"], /^sqlite-sd: unexpected argument "c"/],
  [["query", "a", "b", "--jsn"], /^sqlite-sd: unknown flag --jsn; did you mean --json\?/],
  [["query", "a", "b", "-x"], /^sqlite-sd: unknown flag -x/],
  [["query", ":memory:", "SELECT 1", "--json", "--csv"], /^sqlite-sd: --json and --csv exclude/],
  [["query", "a", "b", "--plugin"], /^sqlite-sd: --plugin needs a value/],
  [["extract"], /^sqlite-sd: <db> is missing/],
  [["extract", "a", "--chunk", "0"], /^sqlite-sd: --chunk "0": it must be a whole number from 1/],
  [["extract", "a", "--chunk", "1e3"], /^sqlite-sd: --chunk "1e3": it must/],
  [["extract", "a", "--chunk", "1", "--chunk", "2"], /^sqlite-sd: --chunk is given twice/],
  [
    ["extract", "a", "--on-missing", "x"],
    /^sqlite-sd: --on-missing "x": it must be keep or delete/,
  ],
  [["extract", "a", "--prune"], /^sqlite-sd: --prune needs a path to scan: /],
  [["extract", "a", "--rescan"], /^sqlite-sd: --rescan needs a path to scan: /],
  [["scan", "a", "b", "--prune=none"], /^sqlite-sd: --prune "none": it must be gone or all/],
  [
    ["extract", "a", "--allow-sidecar-merge"],
    /^sqlite-sd: --allow-sidecar-merge needs a path to scan: /,
  ],
  [["scan", "a"], /^sqlite-sd: <db> or <path> is missing/],
  [["migrate", "a", "--dir"], /^sqlite-sd: --dir needs a value/],
  [["enrich"], /^sqlite-sd: <db> is missing/],
  [["enrich", "a", "--limit", "0"], /^sqlite-sd: --limit "0": it must be a whole number from 1/],
  [
    ["enrich", "a", "--export", "b", "--import", "c"],
    /^sqlite-sd: --export and --import exclude each other/,
  ],
  [["enrich", "a", "--dry-run", "--import", "c"], /^sqlite-sd: --import and --dry-run exclude/],
  [["derive", "add", "a", "b"], /^sqlite-sd: <expression> is missing/],
  [["derive", "add", "a", "b", "1", "--kind", "x"], /^sqlite-sd: --kind "x": it must be image or/],
  [["derive", "remove", "a"], /^sqlite-sd: <name> is missing/],
  [["functions", "x"], /^sqlite-sd: unexpected argument "x"/],
  [["stream"], /^sqlite-sd: --function needs a value/],
  [["stream", "--function", "sd_hash", "x"], /^sqlite-sd: unexpected argument "x"/],
  [
    ["stream", "--function", "sd_hash", "--format", "csv"],
    /^sqlite-sd: --format "csv": it must be tsv or ndjson/,
  ],
  [
    ["stream", "--function", "sd_hash", "--keep", "0"],
    /^sqlite-sd: --keep "0": it must be a whole number from 1/,
  ],
];

for (const [args, line] of WRONG) {
  Deno.test(`"${args.map((arg) => JSON.stringify(arg)).join(" ")}" is wrong usage: one line, status 2`, async () => {
    const { status, stdout, stderr } = await sqliteSd(...args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split("\n").length, 1);
  });
}

const IMPOSSIBLE: [args: string[], line: RegExp][] = [
  [
    ["query", "none.sqlite", "SELECT 1"],
    /^sqlite-sd: Cannot open "none\.sqlite": there is no such file/,
  ],
  [["query", CLI, "SELECT 1"], /^sqlite-sd: Cannot open ".*cli\.ts": it is not a SQLite database/],
  [["migrate", ":memory:", "--dir", "nowhere"], /^sqlite-sd: Cannot read "nowhere": /],
  [
    ["enrich", "none.sqlite", "--base-url", "civitai.com"],
    /^sqlite-sd: Cannot ask the registry: its address must begin with https:\/\/\n$/,
  ],
  [["derive", "list", "none.sqlite"], /^sqlite-sd: Cannot open "none\.sqlite": there is no such/],
  [["functions", "--plugin", "none.ts"], /^sqlite-sd: Cannot load plugin "none\.ts": there is no/],
  [
    ["functions", "--plugin", CLI],
    /^sqlite-sd: Cannot load plugin ".*cli\.ts": it exports no plugin/,
  ],
  [
    ["stream", "--function", "sd_pars"],
    /^sqlite-sd: Cannot stream "sd_pars": there is no function of that name; deno task functions/,
  ],
  [
    ["query", ":memory:", "SELEC 1"],
    /^sqlite-sd: Cannot run the SQL: near "SELEC": syntax error\n$/,
  ],
];

for (const [args, line] of IMPOSSIBLE) {
  Deno.test(`"${args.join(" ")}" cannot run: one line, status 3`, async () => {
    const { status, stdout, stderr } = await sqliteSd(...args);
    assert.deepEqual([status, stdout], [3, ""]);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split("\n").length, 1);
  });
}

Deno.test("a missing permission is one line with what to do, not a question", async () => {
  await withDatabase(async (database) => {
    const { status, stderr } = await deno([
      "run",
      "--no-prompt",
      CLI,
      "query",
      database,
      "SELECT 1",
    ]);
    assert.equal(status, 3);
    assert.match(stderr, /^sqlite-sd: Cannot open ".*": requires read access .*--allow-read.*\n$/);
  });
});

Deno.test("the smallest permissions are enough: none, reading, reading and writing", async () => {
  await withDatabase(async (database, folder) => {
    const run = async (permissions: string[], ...args: string[]): Promise<void> => {
      const { status, stderr } = await deno(["run", "--no-prompt", ...permissions, CLI, ...args]);
      assert.deepEqual([status, stderr], [0, ""], args.join(" "));
    };
    await run([], "--help");
    await run([], "functions");
    await run([], "query", ":memory:", "SELECT sd_sha256('a'), '猫'");
    await run([`--allow-read=${database}`], "query", database, "SELECT * FROM files");
    await run([`--allow-read=${database}`], "migrate", database, "--list");
    await run(
      [`--allow-read=${folder}`, `--allow-write=${folder}`],
      "migrate",
      join(folder, "new.sqlite"),
    );
    await run(
      [`--allow-read=${folder}`, `--allow-write=${folder}`],
      ...["query", database, "UPDATE files SET status = 'ok'", "--write"],
    );
    await run([`--allow-read=${folder}`, `--allow-write=${folder}`], "extract", database);
  });
});

Deno.test("errors that were recorded make the exit status 1, and the rest is done", async () => {
  await withDatabase(async (database) => {
    const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON models WHEN NEW.file_id = 1
      BEGIN SELECT raise(ABORT, 'not this one'); END`;
    assert.equal((await sqliteSd("query", database, refuse, "--write")).status, 0);
    const { status, stdout, stderr } = await sqliteSd("extract", database, "--json");
    assert.deepEqual([status, stderr], [1, ""]);
    assert.equal(JSON.parse(stdout).extract.failed, 1);
    const left = await sqliteSd("query", database, "SELECT file_id FROM models", "--csv");
    assert.equal(left.stdout, "file_id\r\n2\r\n");
  });
});

Deno.test("scan and extract take flags in any place, paths behind --, and names from strangers", async () => {
  await withDatabase(async (database, folder) => {
    const pictures = join(folder, "-odd \x1b[31m pictures");
    await Deno.mkdir(pictures);
    await Deno.writeTextFile(join(pictures, "a.png"), "no picture");
    const scanned = await sqliteSd(
      "scan",
      "--json",
      database,
      "--chunk",
      "7",
      "--prune",
      "--",
      pictures,
    );
    assert.deepEqual([scanned.status, scanned.stderr], [0, ""]);
    assert.equal(JSON.parse(scanned.stdout).scan?.found ?? JSON.parse(scanned.stdout).found, 1);
    const extracted = await sqliteSd(
      "extract",
      database,
      pictures,
      "--on-missing=delete",
      "--allow-sidecar-merge",
      "--rescan",
      "--prune=all",
    );
    assert.equal(extracted.status, 0, extracted.stderr);
    const named = await sqliteSd("scan", "--prune", database, pictures);
    assert.deepEqual([named.status, named.stderr], [0, ""]);
    const odd = await sqliteSd("scan", database, "constructor");
    assert.equal(
      odd.stderr,
      'sqlite-sd: Cannot scan "constructor": No such file or directory; check the path\n',
    );
    const missing = await sqliteSd("scan", database, join(pictures, "no\nwhere"));
    assert.equal(missing.status, 3);
    // deno-lint-ignore no-control-regex
    assert.match(missing.stderr, /^sqlite-sd: Cannot scan "[^\n\x1b]*no\\nwhere": [^\n]*\n$/);
  });
});
