import assert from "node:assert/strict";
import { join } from "node:path";
import { sd } from "../../mod.ts";
import { sqliteSd, withDatabase } from "./process.ts";

const PLUGIN = `export default { name: "mine", version: "2.0.0", functions: [
  { name: "shout", arities: [1], doc: "Text in capitals.", run: (x: string) => x.toUpperCase() },
] };`;

async function withPlugin(
  text: string,
  test: (plugin: string, database: string, folder: string) => Promise<void>,
): Promise<void> {
  await withDatabase(async (database, folder) => {
    const plugin = join(folder, "mine.ts");
    await Deno.writeTextFile(plugin, text);
    await test(plugin, database, folder);
  });
}

Deno.test("functions lists each function once, with its signature, under its plugin", () =>
  withPlugin(PLUGIN, async (plugin) => {
    const { status, stdout, stderr } = await sqliteSd("functions", "--plugin", plugin);
    assert.deepEqual([status, stderr], [0, ""]);
    for (const { signature = "", doc } of sd.functions) {
      const lines = stdout.split("\n").filter((line) => line.startsWith(`  ${signature} `));
      assert.equal(lines.length, 1, signature);
      assert.ok(lines[0]?.endsWith(doc));
    }
    assert.match(stdout, /^mine 2\.0\.0\n {2}shout\(x1\) +Text in capitals\.\n$/m);
  }));

Deno.test("functions --json is what sd_functions() gives", async () => {
  const listed = JSON.parse((await sqliteSd("functions", "--json")).stdout);
  const [row] = JSON.parse(
    (await sqliteSd("query", ":memory:", "SELECT sd_functions() AS f", "--json")).stdout,
  );
  assert.deepEqual(JSON.parse(row.f), listed);
});

Deno.test("--plugin installs functions for queries, several files too", () =>
  withPlugin(PLUGIN, async (plugin, database, folder) => {
    const other = join(folder, "other.ts");
    await Deno.writeTextFile(
      other,
      PLUGIN.replace("shout", "whisper").replace("toUpperCase", "toLowerCase"),
    );
    const { stdout } = await sqliteSd(
      ...["query", database, "SELECT shout('a') || whisper('B') AS v", "--csv"],
      ...["--plugin", plugin, "--plugin", other],
    );
    assert.equal(stdout, "v\r\nAb\r\n");
  }));

Deno.test("a plugin that cannot be installed leaves no empty database behind", () =>
  withPlugin(PLUGIN.replace("shout", "upper"), async (plugin, _database, folder) => {
    const database = join(folder, "new.sqlite");
    for (const args of [["migrate", database], ["extract", database, folder]]) {
      const { status, stderr } = await sqliteSd(...args, "--plugin", plugin);
      assert.equal(status, 3);
      assert.match(stderr, /^sqlite-sd: Cannot install "upper" of plugin "mine": SQLite has/);
      await assert.rejects(Deno.stat(database), Deno.errors.NotFound);
    }
  }));

Deno.test("a plugin that clashes with ours, with SQLite or with itself is refused in one line", () =>
  withPlugin(PLUGIN, async (plugin) => {
    for (const [name, owner] of [["sd_parse", 'plugin "sd"'], ["upper", "SQLite"]]) {
      await Deno.writeTextFile(plugin, PLUGIN.replace("shout", String(name)));
      const { status, stderr } = await sqliteSd("functions", "--plugin", plugin);
      assert.equal(status, 3);
      assert.equal(
        stderr,
        `sqlite-sd: Cannot install "${name}" of plugin "mine": ${owner} has a function of that name; choose another\n`,
      );
    }
    await Deno.writeTextFile(plugin, PLUGIN);
    const twice = await sqliteSd("functions", "--plugin", plugin, "--plugin", plugin);
    assert.match(twice.stderr, /plugin "mine" has a function of that name/);
  }));

Deno.test("what a plugin writes into its error never reaches the terminal raw", () =>
  withPlugin(
    PLUGIN.replace("x.toUpperCase()", `{ throw new Error("\\x1b]0;title\\x07 no") }`),
    async (plugin, database) => {
      const { status, stderr } = await sqliteSd(
        "query",
        database,
        "SELECT shout('a')",
        "--plugin",
        plugin,
      );
      assert.equal(status, 3);
      assert.equal(stderr, "sqlite-sd: Cannot run the SQL: shout: \\x1b]0;title\\x07 no\n");
    },
  ));

const BACK_FILL = `-- Needs sd_parse and shout.
ALTER TABLE files ADD COLUMN model TEXT;
UPDATE files SET model = shout(sd_parse(metadata_json) ->> 'model_name');
`;

Deno.test("migrate --dir runs a back-fill that calls sd_parse and a plugin's function", () =>
  withPlugin(PLUGIN, async (plugin, database, folder) => {
    const mine = join(folder, "mine");
    await Deno.mkdir(mine);
    await Deno.writeTextFile(join(mine, "0001_model.sql"), BACK_FILL);
    const args = ["migrate", database, "--dir", mine, "--plugin", plugin];

    const listed = await sqliteSd(...args, "--list");
    assert.match(
      listed.stdout,
      /^applied {2}0001_files\.sql\n(.*\n)+waiting {2}mine\/0001_model\.sql\n$/,
    );
    assert.equal(
      (await sqliteSd(...args, "--list")).stdout,
      listed.stdout,
      "listing changes nothing",
    );

    assert.deepEqual(await sqliteSd(...args), {
      status: 0,
      stdout: "Applied mine/0001_model.sql\n",
      stderr: "",
    });
    const models = await sqliteSd(
      "query",
      database,
      "SELECT id, model FROM files ORDER BY id",
      "--csv",
    );
    assert.equal(models.stdout, "id,model\r\n1,FERN\r\n2,FERN\r\n3,\r\n");
    assert.equal((await sqliteSd(...args)).stdout, "Up to date: nothing to apply\n");
    assert.equal((await sqliteSd(...args, "--json")).stdout, '{"applied":[]}\n');

    await Deno.writeTextFile(join(mine, "0001_model.sql"), "SELECT 1;");
    assert.match((await sqliteSd(...args, "--list")).stdout, /^changed {2}mine\/0001_model\.sql$/m);
    const changed = await sqliteSd(...args);
    assert.equal(changed.status, 3);
    assert.match(
      changed.stderr,
      /^sqlite-sd: Cannot migrate ".*": 0001_model\.sql was changed.*\n$/,
    );

    await Deno.rename(join(mine, "0001_model.sql"), join(mine, "0001_other.sql"));
    assert.match((await sqliteSd(...args, "--list")).stdout, /^changed {2}mine\/0001_other\.sql$/m);
  }));

Deno.test("a migration that fails is rolled back and named", () =>
  withPlugin(PLUGIN, async (_plugin, database, folder) => {
    const mine = join(folder, "mine");
    await Deno.mkdir(mine);
    await Deno.writeTextFile(join(mine, "0001_a.sql"), "CREATE TABLE a (b);\nSELECT shout('x');");
    const { status, stderr } = await sqliteSd("migrate", database, "--dir", mine);
    assert.equal(status, 3);
    assert.match(
      stderr,
      /^sqlite-sd: Cannot apply "0001_a\.sql" to ".*": no such function: shout.*\n$/,
    );
    const tables = await sqliteSd(
      "query",
      database,
      "SELECT count(*) AS n FROM sqlite_schema WHERE name = 'a'",
      "--csv",
    );
    assert.equal(tables.stdout, "n\r\n0\r\n");
  }));

Deno.test("migrate creates a database, and a second run has nothing to do", () =>
  withPlugin(PLUGIN, async (_plugin, _database, folder) => {
    const database = join(folder, "new.sqlite");
    assert.match((await sqliteSd("migrate", database)).stdout, /^Applied 0001_files\.sql\n/);
    assert.equal((await sqliteSd("migrate", database)).stdout, "Up to date: nothing to apply\n");
  }));

Deno.test("migrate --list creates no database", () =>
  withPlugin(PLUGIN, async (_plugin, _database, folder) => {
    const { status, stderr } = await sqliteSd("migrate", join(folder, "none.sqlite"), "--list");
    assert.equal(status, 3);
    assert.match(stderr, /there is no such file/);
  }));
