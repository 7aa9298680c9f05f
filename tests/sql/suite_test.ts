/** One SQL suite in every host: the same rows, byte by byte. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { sd } from "../../mod.ts";
import {
  inDbBrowser,
  inDeno,
  inDenoWithExtension,
  inPython,
  inShell,
  tempDatabase,
  testInHost,
} from "../hosts/hosts.ts";
import {
  ALL_FILES,
  readFile,
  readResults,
  SCALAR_FILES,
  scriptOf,
  type Statement,
} from "./suite.ts";

const SCALAR = SCALAR_FILES.flatMap(readFile);
const ALL = ALL_FILES.flatMap(readFile);

/** Runs the suite in a host and compares what it left in the database with what the files state. */
async function assertSuite(
  statements: readonly Statement[],
  host: (path: string, script: string) => void | Promise<void>,
): Promise<void> {
  const path = tempDatabase();
  try {
    await host(path, scriptOf(statements));
    const results = readResults(path);
    statements.forEach(({ file, sql, rows }, query) => {
      if (rows !== null) assert.deepEqual(results[query] ?? [], rows, `${file}: ${sql}`);
    });
  } finally {
    Deno.removeSync(dirname(path), { recursive: true });
  }
}

Deno.test("the SQL suite calls every function of the plugin table, and states rows for every query", () => {
  const calls = new Set(SCALAR.flatMap(({ sql }) => sql.match(/\bsd_\w+(?=\()/g) ?? []));
  assert.deepEqual([...calls].sort(), sd.functions.map(({ name }) => name).sort());
  const tables = new Set(
    ALL.flatMap(({ sql }) =>
      [...sql.matchAll(/(?:FROM|JOIN|,) (sd_\w+)\(/g)].map(([, name]) => name)
    ),
  );
  for (const { name, columns } of sd.functions) {
    if (columns !== undefined) assert.ok(tables.has(name), name);
  }
  for (const { file, sql, rows } of ALL) {
    assert.ok(rows === null || rows.length > 0, `${file}: no rows: ${sql}`);
  }
});

Deno.test("the SQL suite gives its rows in Deno", () => assertSuite(SCALAR, inDeno));

testInHost(
  "Deno",
  "the SQL suite gives the same rows through the extension in Deno",
  () => assertSuite(ALL, inDenoWithExtension),
);

testInHost(
  "sqlite3",
  "the SQL suite gives the same rows in the sqlite3 shell",
  () => assertSuite(ALL, inShell),
);

testInHost(
  "Python",
  "the SQL suite gives the same rows in Python",
  () => assertSuite(ALL, inPython),
);

testInHost(
  "DB Browser",
  "the SQL suite gives the same rows in DB Browser, extension and script on its command line",
  () => assertSuite(ALL, (path, script) => inDbBrowser(path, script, "command line")),
);

testInHost(
  "DB Browser",
  "the SQL suite gives the same rows in DB Browser that has the extension in its configuration file",
  () => assertSuite(ALL, (path, script) => inDbBrowser(path, script, "configuration file")),
);
