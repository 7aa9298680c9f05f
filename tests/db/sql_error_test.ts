import assert from "node:assert/strict";
import { explainSqlError } from "../../src/db/sql_error.ts";

for (
  const [message, sql, expected] of [
    ["no such table: t", "SELECT * FROM t", "no such table: t"],
    ['near "x": bad in \nx in y at offset 1', "SELECT 1;\nx in y", 'near "x": bad (line 2)'],
    ["stuck in a at offset 3", "SELECT 1", "stuck in a at offset 3"],
    ["é in -- é\nx at offset 6", "-- é\nx", "é (line 2)"],
  ] as const
) {
  Deno.test(`the message ${JSON.stringify(message)} becomes ${JSON.stringify(expected)}`, () => {
    assert.equal(explainSqlError(message, sql), expected);
  });
}
