/** Writes the rows of the SQL suite anew, as Deno and, for tables, the extension give them: look at what changed. */
import { inDeno, inDenoWithExtension, tempDatabase } from "../hosts/hosts.ts";
import { ALL_FILES, readFile, readResults, SCALAR_FILES, scriptOf, withRows } from "./suite.ts";

for (const file of ALL_FILES) {
  const statements = readFile(file);
  const path = tempDatabase();
  const script = scriptOf(statements);
  if (SCALAR_FILES.includes(file)) inDeno(path, script);
  else inDenoWithExtension(path, script);
  const results = readResults(path);
  const text = withRows(
    file,
    ({ sql }) => results[statements.findIndex((s) => s.sql === sql)] ?? [],
  );
  Deno.writeTextFileSync(new URL(file, import.meta.url), text);
}
