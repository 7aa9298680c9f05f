/** The SQL suite under valgrind: no access to memory that is not ours, nothing lost. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { EXTENSION } from "../../extension/build.ts";
import { readFile, readResults, scriptOf, WATCHED_FILES } from "../sql/suite.ts";
import { run, tempDatabase, testInHost } from "./hosts.ts";

testInHost("valgrind", "valgrind has nothing to say about the SQL suite", async () => {
  const statements = WATCHED_FILES.flatMap(readFile);
  const path = tempDatabase();
  try {
    Deno.writeTextFileSync(`${path}.sql`, scriptOf(statements));
    await run("valgrind", [
      "--quiet",
      "--error-exitcode=9",
      "--leak-check=full",
      "--show-leak-kinds=definite,indirect",
      "--errors-for-leak-kinds=definite,indirect",
      "sqlite3",
      "-bail",
      "-cmd",
      `.load '${EXTENSION}'`,
      path,
      `.read '${path}.sql'`,
    ]);
    assert.equal(readResults(path).filter(Boolean).length, statements.filter((s) => s.rows).length);
  } finally {
    Deno.removeSync(dirname(path), { recursive: true });
  }
});
