/** One SQL suite in every host: the same rows, byte by byte. */
import { ALL_FILES, readFile } from "../sql/suite.ts";
import { inDbBrowser, inDenoWithExtension, inPython, inShell, testInHost } from "./hosts.ts";
import { assertSuite } from "./run_suite.ts";

const ALL = ALL_FILES.flatMap(readFile);

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
