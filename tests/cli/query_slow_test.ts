import assert from "node:assert/strict";
import { join } from "node:path";
import { CLI, deno, type Outcome, sqliteSd, withDatabase } from "./process.ts";

/** Runs a query on the sample database. */
async function query(...args: string[]): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await withDatabase(async (database) => {
    outcome = await sqliteSd("query", database, ...args);
  });
  assert.ok(outcome !== undefined);
  return outcome;
}

async function prints(args: string[], stdout: string): Promise<void> {
  assert.deepEqual(await query(...args), { status: 0, stdout, stderr: "" });
}

const PER_LORA = `SELECT value->>'lora_name' AS lora, count(*) AS uses
  FROM files, json_each(sd_loras(metadata_json)) GROUP BY 1`;

Deno.test("a query prints a table, numbers to the right", () =>
  prints([PER_LORA], "lora  uses\n----  ----\nmoss     2\noak      1\n"));

Deno.test("--csv prints RFC 4180", () =>
  prints([PER_LORA, "--csv"], "lora,uses\r\nmoss,2\r\noak,1\r\n"));

Deno.test("--json prints an array of objects", () =>
  prints([PER_LORA, "--json"], '[\n{"lora":"moss","uses":2},\n{"lora":"oak","uses":1}\n]\n'));

const VALUES =
  `SELECT 9223372036854775807 AS i, 7.0 AS r, -1e999 AS f, x'00Ff' AS b, '' AS e, NULL AS n,
  'a,"b' || char(10) || 'c' AS t, 1 AS t`;

Deno.test("every kind of value has its form in JSON, and names that come twice stay apart", () =>
  prints(
    [VALUES, "--json"],
    '[\n{"i":9223372036854775807,"r":7.0,"f":-9e999,"b":{"base64":"AP8="},"e":"","n":null,' +
      '"t":"a,\\"b\\nc","t:1":1}\n]\n',
  ));

Deno.test("every kind of value has its form in CSV: NULL is nothing, empty text is quotes", () =>
  prints(
    [VALUES, "--csv"],
    `i,r,f,b,e,n,t,t\r\n9223372036854775807,7.0,-Inf,X'00FF',"",,"a,""b\nc",1\r\n`,
  ));

Deno.test("every kind of value has its form in a table", () =>
  prints(
    [VALUES],
    "                  i    r     f  b        e  n     t        t\n" +
      "-------------------  ---  ----  -------  -  ----  -------  -\n" +
      "9223372036854775807  7.0  -Inf  X'00FF'     NULL  a,\"b\\nc  1\n",
  ));

Deno.test("a table counts wide characters as two columns, and shows control characters escaped", async () => {
  const { stdout } = await query(
    "SELECT file_path, id FROM files WHERE id = 3 UNION ALL VALUES ('ab', 4)",
  );
  const [, , third = "", fourth = ""] = stdout.split("\n");
  assert.equal(third, "/p/e\u0301 \u732b \\x1b[31m\\x9b.png   3");
  // One column for the letter with its accent, two for the ideograph.
  assert.equal(fourth.length, third.length);
});

Deno.test("CSV and JSON in a pipe keep control characters", async () => {
  const { stdout } = await query("SELECT char(27) || '[31m' AS c", "--csv");
  assert.equal(stdout, "c\r\n\x1b[31m\r\n");
});

Deno.test("text goes on behind a NUL, in every form", async () => {
  const sql = "SELECT 'a' || char(0) || 'b' AS c, x'00' AS d";
  await prints([sql], "c       d\n------  -----\na\\x00b  X'00'\n");
  await prints([sql, "--csv"], "c,d\r\na\0b,X'00'\r\n");
  await prints([sql, "--json"], '[\n{"c":"a\\u0000b","d":{"base64":"AA=="}}\n]\n');
});

Deno.test("no row prints the header, an empty array, a header line", async () => {
  await prints(["SELECT 1 AS a WHERE 0"], "a\n-\n");
  await prints(["SELECT 1 AS a WHERE 0", "--json"], "[\n]\n");
  await prints(["SELECT 1 AS a WHERE 0", "--csv"], "a\r\n");
});

Deno.test("the rows of the last statement are printed, comments and semicolons behind it do not count", () =>
  prints(["SELECT 1 AS a; SELECT 2 AS b; -- that was all\n;", "--csv"], "b\r\n2\r\n"));

Deno.test("views and the full-text index can be queried", () =>
  prints(["SELECT count(*) AS n FROM image_details"], "n\n-\n3\n"));

const READ_ONLY =
  /^sqlite-sd: Cannot run the SQL: it would change the database; add --write to allow that\n$/;
const CHANGES = [
  "DELETE FROM files",
  "DELETE FROM files RETURNING id",
  "CREATE TABLE t (a)",
  "PRAGMA user_version = 99",
  "PRAGMA journal_mode = delete",
  "PRAGMA main.journal_mode(memory)",
  "SELECT 1; UPDATE files SET status = 'ok'",
  "INSERT INTO prompt_search (prompt_search) VALUES ('rebuild')",
  "PRAGMA application_id = 5",
  "ANALYZE",
];

for (const sql of CHANGES) {
  Deno.test(`without --write "${sql}" is refused in one line, and nothing changes`, () =>
    withDatabase(async (database) => {
      const before = await Deno.readFile(database);
      const { status, stdout, stderr } = await sqliteSd("query", database, sql);
      assert.deepEqual([status, stdout], [3, ""]);
      assert.match(stderr, READ_ONLY);
      assert.deepEqual(await Deno.readFile(database), before);
    }));
}

Deno.test("without --write a plugin cannot write files either", () =>
  withDatabase(async (database, folder) => {
    const plugin = join(folder, "plugin.ts");
    await Deno.writeTextFile(
      plugin,
      `export default { name: "spy", version: "1", functions: [{
      name: "spy", arities: [1], doc: "Writes a file.", run: (path: string) => Deno.writeTextFileSync(path, "x") }] };`,
    );
    const sql = `SELECT spy('${join(folder, "out")}')`;
    const refused = await sqliteSd("query", database, sql, "--plugin", plugin);
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /^sqlite-sd: Cannot run the SQL: spy: Requires write access.*\n$/);
    assert.equal((await sqliteSd("query", database, sql, "--plugin", plugin, "--write")).status, 0);
  }));

Deno.test("without --write a plugin cannot write while it is loaded either", () =>
  withDatabase(async (database, folder) => {
    const plugin = join(folder, "plugin.ts");
    const out = join(folder, "out");
    await Deno.writeTextFile(
      plugin,
      `Deno.writeTextFileSync(${JSON.stringify(out)}, "x");
      export default { name: "spy", version: "1", functions: [{
        name: "spy", arities: [1], doc: "Nothing.", run: (x: string) => x }] };`,
    );
    const args = ["query", database, "SELECT spy('a')", "--plugin", plugin];
    const refused = await sqliteSd(...args);
    assert.deepEqual([refused.status, refused.stdout], [3, ""]);
    assert.match(
      refused.stderr,
      /^sqlite-sd: Cannot load plugin "[^\n]*": Requires write access[^\n]*\n$/,
    );
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
    assert.equal((await sqliteSd(...args, "--write")).status, 0);
    assert.equal(await Deno.readTextFile(out), "x");
  }));

Deno.test("--write changes the database and says how many rows", () =>
  withDatabase(async (database) => {
    const sql = "UPDATE files SET status = 'ok' WHERE id < 3";
    assert.deepEqual(await sqliteSd("query", database, sql, "--write"), {
      status: 0,
      stdout: "2 rows changed\n",
      stderr: "",
    });
    assert.equal(
      (await sqliteSd("query", database, sql, "--write", "--json")).stdout,
      '{"changes":2}\n',
    );
    assert.deepEqual(await sqliteSd("query", database, sql, "--write", "--csv"), {
      status: 0,
      stdout: "",
      stderr: "2 rows changed\n",
    });
    const check = await sqliteSd(
      "query",
      database,
      "SELECT count(*) AS n FROM files WHERE status = 'ok'",
      "--csv",
    );
    assert.equal(check.stdout, "n\r\n2\r\n");
  }));

Deno.test("with --write several statements are one transaction", () =>
  withDatabase(async (database) => {
    const count = async (): Promise<string> =>
      (await sqliteSd("query", database, "SELECT count(*) AS n FROM files", "--csv")).stdout;
    const failing = await sqliteSd(
      "query",
      database,
      "DELETE FROM files WHERE id = 1; SELECT nope()",
      "--write",
    );
    assert.equal(failing.status, 3);
    assert.match(failing.stderr, /no such function: nope/);
    assert.equal(await count(), "n\r\n3\r\n");
    for (
      const sql of [
        "BEGIN; DELETE FROM files; COMMIT",
        "DELETE FROM files; ROLLBACK",
        "DELETE FROM files; END; SELECT 1",
      ]
    ) {
      const { status, stderr } = await sqliteSd("query", database, sql, "--write");
      assert.equal(status, 3);
      assert.match(stderr, /its statements are one transaction; leave BEGIN and COMMIT out/);
    }
    assert.equal(await count(), "n\r\n3\r\n");
    const nested =
      "SAVEPOINT s; DELETE FROM files; ROLLBACK TO s; DELETE FROM files WHERE id = 1; RELEASE s";
    assert.equal((await sqliteSd("query", database, nested, "--write")).status, 0);
    assert.equal(await count(), "n\r\n2\r\n");
  }));

Deno.test("RETURNING prints its rows", () =>
  withDatabase(async (database) => {
    const sql = "DELETE FROM files WHERE id < 3 RETURNING id";
    assert.equal(
      (await sqliteSd("query", database, sql, "--write", "--csv")).stdout,
      "id\r\n1\r\n2\r\n",
    );
    assert.equal((await sqliteSd("query", database, sql, "--write", "--csv")).stdout, "id\r\n");
  }));

Deno.test("ATTACH and VACUUM say what they need, and get it", () =>
  withDatabase(async (database, folder) => {
    const attach = `ATTACH '${join(folder, "other.sqlite")}' AS other`;
    for (const sql of ["VACUUM", attach]) {
      for (const args of [["query", database, sql], ["query", database, sql, "--write"]]) {
        const { status, stderr } = await sqliteSd(...args);
        assert.equal(status, 3);
        assert.match(
          stderr,
          /^sqlite-sd: Cannot run the SQL: ATTACH and VACUUM need --write and all permissions .*\n$/,
        );
      }
    }
    assert.equal(
      (await deno(["run", "-A", CLI, "query", database, "VACUUM", "--write"])).status,
      0,
    );
    const inside = await deno(["run", "-A", CLI, "query", database, "VACUUM; SELECT 1", "--write"]);
    assert.match(inside.stderr, /several statements are one transaction; run VACUUM alone/);
  }));

const REFUSED: [sql: string, line: RegExp][] = [
  ["", /there is no statement in it/],
  [" ; -- nothing", /there is no statement in it/],
  ["SELECT * FROM nope", /no such table: nope/],
  ["SELECT sd_loras('a', '[]')", /sd_loras: argument 2 \(options\) must be a JSON object/],
  ["SELECT json(CASE id WHEN 2 THEN '{' ELSE '{}' END) FROM files", /malformed JSON/],
  ["SELECT load_extension('x')", /not authorized/],
];

for (const [sql, line] of REFUSED) {
  Deno.test(`"${sql}" is one line on standard error and status 3`, async () => {
    const { status, stderr } = await query(sql, "--csv");
    assert.equal(status, 3);
    assert.match(stderr, line);
    assert.match(stderr, /^sqlite-sd: Cannot run the SQL: [^\n]*\n$/);
  });
}

const MANY =
  "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300000) SELECT x FROM c";

for (const form of ["--csv", "--json", ""]) {
  Deno.test(`a reader that goes away ends the program quietly (${form || "table"})`, async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-read", CLI, "query", ":memory:", MANY, ...(form ? [form] : [])],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    assert.ok((await reader.read()).value);
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    assert.deepEqual([(await child.status).code, stderr], [0, ""]);
  });
}

Deno.test("a long table stays aligned by its first rows, and no row is lost", async () => {
  const { stdout } = await query(
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1200) SELECT x, 'n' AS n FROM c",
  );
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 1202);
  assert.equal(lines[2], "  1  n");
  assert.equal(lines.at(-1), "1200  n");
});
