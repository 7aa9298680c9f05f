/** The SQL suite, run in a host. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { readResults, scriptOf, type Statement } from "../sql/suite.ts";
import { tempDatabase } from "./hosts.ts";

/** Runs statements in a host, and asserts that they leave the rows in the database that their files state. */
export async function assertSuite(
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
