/**
 * Prints ClickHouse's definitions of every function, those of plugins too:
 * `deno run --allow-read examples/clickhouse/definitions.ts [plugin.ts…]`
 *
 * @module
 */
import type { SqlFunction, SqlPlugin } from "../../mod.ts";
import { sd } from "../../mod.ts";
import { loadPlugins } from "../../src/plugins/load.ts";

/** One function as ClickHouse knows it: it has a fixed number of arguments. */
export interface Definition {
  readonly name: string;
  readonly of: SqlFunction;
  readonly arguments: readonly string[];
}

/** What is the same for all; seconds, but the time-outs of reads and writes in milliseconds. */
const SETTINGS = {
  pool_size: 8,
  max_command_execution_time: 60,
  command_read_timeout: 60_000,
  command_write_timeout: 60_000,
} as const;

/**
 * The definitions of a plugin's functions. The first number of arguments has the function's name, a further one also the
 * names of what it adds: `sd_loras_options(text, options)`. ClickHouse sends no rows to a function without arguments, so
 * such a one gets an argument that it ignores, and is named `…_each`.
 */
export function definitionsOf({ functions }: SqlPlugin): Definition[] {
  return functions.flatMap((fn) => {
    const names = argumentNames(fn);
    const least = Math.min(...fn.arities);
    return fn.arities.map((arity) => ({
      name: arity === 0 ? `${fn.name}_each` : [fn.name, ...names.slice(least, arity)].join("_"),
      of: fn,
      arguments: arity === 0 ? ["row"] : names.slice(0, arity),
    }));
  });
}

/** The names in `sd_loras(text [, options])`, or x1, x2, … */
function argumentNames({ name, arities, signature = "" }: SqlFunction): string[] {
  const names = signature.slice(name.length).match(/\w+/g) ?? [];
  return Array.from({ length: Math.max(...arities) }, (_, i) => names[i] ?? `x${i + 1}`);
}

/** The definitions as the text of a file. */
export function definitionsXml(
  plugins: readonly SqlPlugin[],
  pluginFiles: readonly string[] = [],
): string {
  const flags = pluginFiles.map((file) => ` --plugin ${file}`).join("");
  const functions = plugins.flatMap(definitionsOf).map((definition) => xml(definition, flags));
  return `<!-- Written by definitions.ts. -->\n<functions>\n${functions.join("")}</functions>\n`;
}

function xml({ name, of, arguments: names }: Definition, flags: string): string {
  const { deterministic = true, takes } = of;
  // Pictures need no escapes in binary.
  const [format, flag] = takes === "bytes" ? ["RowBinary", "rowbinary"] : ["TabSeparated", "tsv"];
  const count = takes === "bytes" && names.length > Math.min(...of.arities)
    ? ` --arguments ${names.length}`
    : "";
  const lines = [
    "<type>executable_pool</type>",
    `<name>${name}</name>`,
    ...names.flatMap((name) => [
      "<argument>",
      "  <type>Nullable(String)</type>",
      `  <name>${name}</name>`,
      "</argument>",
    ]),
    "<return_type>Nullable(String)</return_type>",
    `<format>${format}</format>`,
    `<command>sqlite-sd --function ${of.name} --format ${flag}${count}${flags}</command>`,
    "<execute_direct>1</execute_direct>",
    `<deterministic>${deterministic ? 1 : 0}</deterministic>`,
    ...Object.entries(SETTINGS).map(([key, value]) => `<${key}>${value}</${key}>`),
  ];
  return `  <function>\n${lines.map((line) => `    ${line}\n`).join("")}  </function>\n`;
}

if (import.meta.main) {
  const plugins = [sd, ...await loadPlugins(Deno.args)];
  await Deno.stdout.write(new TextEncoder().encode(definitionsXml(plugins, Deno.args)));
}
