/**
 * Writes the lists of columns into the SQL of ClickHouse and Spark anew, from the lists that SQLite's tables are filled by:
 * `deno task examples:columns`
 *
 * A list stands behind a line such as `-- columns of a usage: ARRAY<STRUCT<[$name: $type]>>`: the part in brackets once for
 * each column.
 *
 * @module
 */
import { RESOURCE_COLUMNS, USAGE_COLUMNS } from "../src/plugins/sd_columns.ts";
import { RECORD_COLUMNS } from "../src/record/columns.ts";

type Columns = Readonly<Record<string, string>>;

// Only a discarded tag has a reason.
const { reason: _, ...usage } = USAGE_COLUMNS;

/** Columns with their kinds, by the word of the lines that ask for them. */
export const LISTS: Readonly<Record<string, Columns>> = {
  record: RECORD_COLUMNS,
  usage,
  resource: RESOURCE_COLUMNS,
};

const CLICKHOUSE: Columns = { text: "String", integer: "Int64", boolean: "Int64", real: "Float64" };
const SPARK: Columns = { text: "STRING", integer: "BIGINT", boolean: "BIGINT", real: "DOUBLE" };

/** The files that have such lists, each with its engine's types by kind. */
export const SCRIPTS: Readonly<Record<string, Columns>> = {
  "clickhouse/schema.sql": CLICKHOUSE,
  "clickhouse/extract.sql": CLICKHOUSE,
  "spark/schema.sql": SPARK,
  "spark/extract.sql": SPARK,
};

/** Characters of a line, at most. */
const WIDTH = 118;
const LIST = /^( *)-- columns of a (\w+): (.*)\[(.*)\](.*)\n[\s\S]*?^ *-- end of columns$/gm;

/**
 * Puts today's columns into a script.
 *
 * @param types The engine's type for each kind.
 * @throws {TypeError} If the script asks for columns that there are not.
 */
export function withLists(script: string, types: Columns): string {
  return script.replace(LIST, (_all: string, ...groups: string[]) => {
    const [indent = "", word = "", before = "", each = "", after = ""] = groups;
    const columns = LISTS[word];
    if (columns === undefined) throw new TypeError(`Cannot list the columns of a ${word}`);
    const items = Object.entries(columns).map(([name, kind]) =>
      each.replace("$type", types[kind] ?? "").replaceAll("$name", name)
    );
    const list = wrapped(`${before}${items.join(", ")}${after}`, indent);
    return `${indent}-- columns of a ${word}: ${before}[${each}]${after}\n${list}\n${indent}-- end of columns`;
  });
}

/** Breaks a list into lines at its commas. */
function wrapped(list: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const item of list.split(/(?<=,) /)) {
    if (line.length + item.length > WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${item} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}

if (import.meta.main) {
  for (const [name, types] of Object.entries(SCRIPTS)) {
    const path = new URL(name, import.meta.url);
    Deno.writeTextFileSync(path, withLists(Deno.readTextFileSync(path), types));
  }
}
