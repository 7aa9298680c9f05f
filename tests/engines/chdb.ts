/** The ClickHouse engine inside this process: https://github.com/chdb-io/chdb-node */
import { createRequire } from "node:module";
import { join } from "node:path";
import { ENGINES, exists, installProgram, ROOT, run, say } from "./install.ts";

const VERSION = "3.4.0";

/** A session as it is used here. */
export interface ClickHouse extends Disposable {
  /** Runs one statement and gives its rows as text. */
  query(sql: string, format?: string): Promise<string>;
  /** Runs the statements of a shipped file, with the parameters that they have. */
  script(file: string, values?: Readonly<Record<string, unknown>>): Promise<void>;
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

/** What the shipped definitions do not use of the protocol: JSON, chunk headers, a process for each block. */
const OTHER_WAYS = `<functions>${
  ["executable_pool", "executable"].map((type) =>
    `<function>
    <type>${type}</type>
    <name>loras_by_${type}</name>
    <argument><type>Nullable(String)</type><name>text</name></argument>
    <argument><type>Nullable(String)</type><name>options</name></argument>
    <return_type>Nullable(String)</return_type>
    <format>JSONEachRow</format>
    <command>sqlite-sd --function sd_loras --format ndjson --chunk-header</command>
    <send_chunk_header>1</send_chunk_header>
    <command_read_timeout>60000</command_read_timeout>
    <command_write_timeout>60000</command_write_timeout>
  </function>`
  ).join("")
}</functions>`;

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
  const definitions = join(folder, "definitions");
  await Deno.mkdir(definitions);
  const shipped = "sqlite_sd_function.xml";
  await Deno.copyFile(
    join(ROOT, "examples", "clickhouse", shipped),
    join(definitions, shipped),
  );
  await Deno.writeTextFile(join(definitions, "other_function.xml"), OTHER_WAYS);
  const config = join(folder, "config.xml");
  await Deno.writeTextFile(
    config,
    `<clickhouse>
  <user_defined_executable_functions_config>${definitions}/*_function.xml</user_defined_executable_functions_config>
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
    async script(file, values = {}): Promise<void> {
      const text = await Deno.readTextFile(join(ROOT, "examples", "clickhouse", file));
      for (const sql of text.replace(/^ *--.*$/gm, "").split(/;\s*$/m)) {
        if (sql.trim() !== "") await session.queryBindAsync(sql, values, { format: "TSV" });
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
