/** The SQL suite, in Deno. */
import assert from "node:assert/strict";
import { sd } from "../../mod.ts";
import { inDeno } from "../hosts/hosts.ts";
import { assertSuite } from "../hosts/run_suite.ts";
import { ALL_FILES, readFile, SCALAR_FILES } from "./suite.ts";

const SCALAR = SCALAR_FILES.flatMap(readFile);
const ALL = ALL_FILES.flatMap(readFile);

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
