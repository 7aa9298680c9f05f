/** The ClickHouse engine inside this process: https://www.npmjs.com/package/chdb */
import { createRequire } from "node:module";
import { join } from "node:path";
import { ENGINES, exists, installProgram, ROOT, run, say } from "./install.ts";

const VERSION = "3.4.0";

/** A session as it is used here. */
export interface ClickHouse extends Disposable {
  /** Runs one statement and gives its rows as text. */
  query(sql: string, format?: string): Promise<string>;
  /** Runs the statements of a shipped file. */
  script(file: string): Promise<void>;
}

interface ChdbSession {
  queryAsync(sql: string, options: { format: string }): Promise<{ text(): string }>;
  queryBindAsync(
    sql: string,
    values: object,
    options: { format: string },
  ): Promise<{ text(): string }>;
  close(): void;
}

/** Starts ClickHouse with the shipped definitions, in a folder of its own. */
export async function startClickHouse(folder: string): Promise<ClickHouse> {
  const home = join(ENGINES, `chdb-${VERSION}`);
  if (!exists(join(home, "node_modules", "chdb"))) {
    say(`Installing chdb ${VERSION}, the ClickHouse engine (546 MB), with npm into ${home}`);
    await run(
      "npm",
      ..."install --no-audit --no-fund --prefix".split(" "),
      home,
      `chdb@${VERSION}`,
    );
  }
  const scripts = join(folder, "user_scripts");
  await installProgram(scripts);
  const config = join(folder, "config.xml");
  await Deno.writeTextFile(
    config,
    `<clickhouse>
  <user_defined_executable_functions_config>${
      join(ROOT, "examples", "clickhouse", "sqlite_sd_function.xml")
    }</user_defined_executable_functions_config>
  <user_scripts_path>${scripts}</user_scripts_path>
</clickhouse>`,
  );
  const { Session } = createRequire(join(home, "x.js"))("chdb") as {
    Session: new (path: string, options: { connectionArgs: string[] }) => ChdbSession;
  };
  const session = new Session(join(folder, "data"), {
    connectionArgs: [`--config-file=${config}`],
  });
  return {
    query: async (sql, format = "TSV") => (await session.queryAsync(sql, { format })).text(),
    async script(file): Promise<void> {
      const text = await Deno.readTextFile(join(ROOT, "examples", "clickhouse", file));
      for (const sql of text.replace(/^--.*$/gm, "").split(/;\s*$/m)) {
        if (sql.trim() !== "") await session.queryBindAsync(sql, { after: 0 }, { format: "TSV" });
      }
    },
    [Symbol.dispose]: () => session.close(),
  };
}

/** The workers of a function that this process has started. */
export async function workersOf(name: string): Promise<number[]> {
  const list = await run("ps", "--ppid", String(Deno.pid), "-o", "pid=,args=");
  return list.split("\n").filter((line) => line.includes(`--function ${name} `))
    .map((line) => parseInt(line));
}
