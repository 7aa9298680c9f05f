/** SQLite's hosts, each with the functions in it, running a script on a database. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EXTENSION, isUpToDate } from "../../extension/build.ts";
import { installPlugins, sd } from "../../mod.ts";
import { FINISHED } from "../sql/suite.ts";

/** The path of a database that is not there yet, in a folder of its own. */
export function tempDatabase(): string {
  return join(Deno.makeTempDirSync({ prefix: "sd hosts " }), "results.sqlite");
}

/** The functions as TypeScript. */
export function inDeno(path: string, script: string): void {
  using db = new DatabaseSync(path);
  installPlugins(db, [sd]);
  db.exec(script);
}

/** A connection of node:sqlite that has the extension. */
export function connectWithExtension(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { allowExtension: true });
  db.loadExtension(EXTENSION);
  return db;
}

/** The functions out of the extension, in Deno. */
export function inDenoWithExtension(path: string, script: string): void {
  using db = connectWithExtension(path);
  db.exec(script);
}

/** The sqlite3 shell. */
export async function inShell(path: string, script: string): Promise<void> {
  const file = `${path}.sql`;
  Deno.writeTextFileSync(file, script);
  await run("sqlite3", ["-bail", "-cmd", `.load '${EXTENSION}'`, path, `.read '${file}'`]);
}

const PYTHON_SCRIPT = `
import sqlite3, sys
extension, database, script = sys.argv[1:]
db = sqlite3.connect(database)
db.enable_load_extension(True)
db.load_extension(extension)
with open(script, encoding="utf-8", newline="") as file:
    db.executescript(file.read())
db.close()
`;

/** Python's sqlite3. */
export async function inPython(path: string, script: string): Promise<void> {
  const file = `${path}.sql`;
  Deno.writeTextFileSync(file, script);
  await run(PYTHON ?? "", ["-c", PYTHON_SCRIPT, EXTENSION, path, file]);
}

/** How DB Browser gets to know the extension. */
export type BrowserSetting = "command line" | "configuration file";

const BROWSER_SECONDS = 120;

/** DB Browser for SQLite, without a screen; it is ended when the script has come to its end. */
export async function inDbBrowser(
  path: string,
  script: string,
  setting: BrowserSetting,
): Promise<void> {
  const file = `${path}.sql`;
  const home = `${path}.home`;
  Deno.writeTextFileSync(file, script);
  Deno.mkdirSync(join(home, "sqlitebrowser"), { recursive: true });
  const onCommandLine = setting === "command line";
  if (!onCommandLine) {
    Deno.writeTextFileSync(
      join(home, "sqlitebrowser", "sqlitebrowser.conf"),
      `[extensions]\nlist=${EXTENSION}\n`,
    );
  }
  new DatabaseSync(path).close();
  const browser = new Deno.Command("sqlitebrowser", {
    args: [...onCommandLine ? ["-o", `extensions/list=${EXTENSION}`] : [], "-s", file, path],
    env: { QT_QPA_PLATFORM: "offscreen", XDG_CONFIG_HOME: home, HOME: home },
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    for (let waited = 0; !isFinished(path); waited++) {
      if (waited > BROWSER_SECONDS * 5) throw new Error(`DB Browser did not finish ${file}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    browser.kill("SIGKILL");
    await browser.status;
  }
}

/** Looks at the bytes only: a lock at the wrong moment would make DB Browser ask what to do. */
function isFinished(path: string): boolean {
  if (existsSync(`${path}-journal`)) return false;
  return new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(FINISHED);
}

/** Runs a program. @throws {Error} With what it says, if it fails. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  const said = new TextDecoder().decode(stdout);
  if (!success) throw new Error(`${command}: ${said}${new TextDecoder().decode(stderr)}`);
  return said;
}

function answers(command: string, args: readonly string[]): boolean {
  try {
    return new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

const CAN_LOAD = "import sqlite3; sqlite3.connect(':memory:').enable_load_extension(True)";

/** A Python whose sqlite3 can load extensions, which many self-built ones cannot. */
export const PYTHON = ["python3", "/usr/bin/python3"].find((name) =>
  answers(name, ["-c", CAN_LOAD])
);

/** Whether the sqlite3 shell can load extensions, which Apple's cannot. */
function shellCanLoad(): boolean {
  const sql = "SELECT sqlite_compileoption_used('OMIT_LOAD_EXTENSION')";
  const { stdout } = new Deno.Command("sqlite3", { args: [":memory:", sql] }).outputSync();
  return new TextDecoder().decode(stdout).trim() === "0";
}

/** What is missing here for tests with the extension in a host, or null. */
export function missing(
  host: "Deno" | "sqlite3" | "Python" | "DB Browser" | "valgrind",
): string | null {
  if (!isUpToDate()) return "extension built from these sources; run `deno task extension`";
  if (host === "sqlite3" || host === "valgrind") {
    if (!answers("sqlite3", ["--version"])) return "sqlite3";
    if (!shellCanLoad()) return "a sqlite3 shell that can load extensions";
  }
  if (host === "valgrind" && !answers("valgrind", ["--version"])) return "valgrind";
  if (host === "Python" && PYTHON === undefined) return "a Python that can load extensions";
  if (host === "DB Browser" && !answers("which", ["sqlitebrowser"])) return "sqlitebrowser";
  return null;
}

/** Registers a test that needs the extension in a host; without it the test is skipped, and says so. */
export function testInHost(
  host: Parameters<typeof missing>[0],
  sentence: string,
  test: () => void | Promise<void>,
): void {
  const lacking = missing(host);
  // deno-lint-ignore no-console
  if (lacking !== null) console.warn(`SKIPPED, no ${lacking}: ${sentence}`);
  Deno.test({ name: sentence, ignore: lacking !== null, fn: test });
}
