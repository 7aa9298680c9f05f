/** The SQL suite: queries with the rows that every host has to give. */
import { DatabaseSync } from "node:sqlite";
import { ownData } from "../support/data.ts";
import { PICTURES } from "./pictures.ts";

const SHORT_FILES: readonly string[] = [
  "functions.sql",
  "arguments.sql",
  "bytes.sql",
  "pictures.sql",
  "edge_texts.sql",
  "training.sql",
  "expressions.sql",
];
/** Files that every host can run, and those for hosts with table-valued functions. */
export const SCALAR_FILES: readonly string[] = [...SHORT_FILES, "limits.sql"];
export const ALL_FILES: readonly string[] = [...SCALAR_FILES, "tables.sql"];
/** Those that come to an end also where every instruction is watched. */
export const WATCHED_FILES: readonly string[] = [...SHORT_FILES, "tables.sql"];

/** The last statement of a script. */
export const FINISHED = "CREATE TABLE finished (at TEXT)";

/** A statement; one that gives rows states them. */
export interface Statement {
  readonly file: string;
  readonly sql: string;
  /** Comment lines above it. */
  readonly comment: string;
  /** The rows, or null where it is no query. */
  readonly rows: readonly string[] | null;
}

const STATEMENT =
  /((?:^-- [^\n]*\n)*)(^(?:SELECT|CREATE|INSERT)\b[^]*?;)\n((?:^-- => [^\n]*\n)*)/gm;

/** The statements of a file. A row is a line `-- => cell | cell` below its query. */
export function readFile(file: string): Statement[] {
  const text = Deno.readTextFileSync(new URL(file, import.meta.url));
  return [...text.matchAll(STATEMENT)].map(([, comment = "", sql = "", rows = ""]) => ({
    file,
    sql,
    comment,
    rows: sql.startsWith("SELECT")
      ? rows.split("\n").slice(0, -1).map((row) => row.replace("-- => ", ""))
      : null,
  }));
}

const CELLS = 9;
const COLUMNS = Array.from({ length: CELLS }, (_, i) => `c${i + 1}`);

/** One script that runs all of it and stores the rows in the table `results`; `finished` says that it came to its end. */
export function scriptOf(statements: readonly Statement[]): string {
  const lines = [`CREATE TABLE results (query INTEGER, width INTEGER, ${COLUMNS.join(", ")});`];
  lines.push("CREATE TABLE texts (name TEXT, text TEXT);");
  for (const { name, text } of ownData<{ name: string; text: string }[]>("grammar.json")) {
    lines.push(`INSERT INTO texts VALUES (${literal(name)}, ${literal(text)});`);
  }
  lines.push("CREATE TABLE pictures (name TEXT, bytes BLOB);");
  for (const { name, bytes } of PICTURES) {
    lines.push(`INSERT INTO pictures VALUES (${literal(name)}, x'${bytes.toHex()}');`);
  }
  statements.forEach(({ sql, rows }, query) => {
    if (rows === null) lines.push(sql);
    else {
      const width = widthOf(sql);
      const names = COLUMNS.slice(0, width).join(", ");
      lines.push(
        `INSERT INTO results (query, width, ${names}) SELECT ${query}, ${width}, * FROM (${
          sql.slice(0, -1)
        });`,
      );
    }
  });
  lines.push(`${FINISHED};`, "");
  return lines.join("\n");
}

function literal(text: string): string {
  const hex = [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `CAST(x'${hex.join("")}' AS TEXT)`;
}

/** How many columns a query has: the commas of its outermost list. */
function widthOf(sql: string): number {
  const code = sql.replace(/'(?:[^']|'')*'/g, "''");
  let depth = 0;
  let width = 1;
  for (const [token] of code.matchAll(/[(),]|\bFROM\b/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && token === "FROM") break;
    else if (depth === 0) width++;
  }
  return width;
}

/** The rows of each query that a script left in a database. @throws If it did not come to its end. */
export function readResults(path: string): string[][] {
  using db = new DatabaseSync(path, { readOnly: true });
  db.prepare("SELECT count(*) FROM finished").get();
  const cells = COLUMNS.map((c) =>
    `typeof(${c}) AS t_${c}, ${c} AS v_${c}, CAST(${c} AS BLOB) AS b_${c}`
  );
  const statement = db.prepare(
    `SELECT query, width, ${cells.join(", ")} FROM results ORDER BY rowid`,
  );
  statement.setReadBigInts(true);
  const results: string[][] = [];
  for (const row of statement.all()) {
    const shown = COLUMNS.slice(0, Number(row.width)).map((c) =>
      cell(String(row[`t_${c}`]), row[`v_${c}`], row[`b_${c}`])
    );
    (results[Number(row.query)] ??= []).push(shown.join(" | "));
  }
  return results;
}

/** A value as a SQL literal; control characters in braces, bytes that are no UTF-8 as hexadecimal. */
function cell(type: string, value: unknown, bytes: unknown): string {
  if (type === "null") return "NULL";
  if (type === "integer") return String(value);
  if (type === "real") return /[.eIN]/.test(String(value)) ? String(value) : `${value}.0`;
  const data = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  if (type === "blob") return `x'${hexOf(data)}'`;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    return `'${text.replace(/'/g, "''").replace(/[\p{Cc}\p{Zl}\p{Zp}\uFEFF]/gu, escaped)}'`;
  } catch {
    return `CAST(x'${hexOf(data)}' AS TEXT)`;
  }
}

function escaped(character: string): string {
  return `{U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}}`;
}

function hexOf(data: Uint8Array): string {
  return [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The statements as a file's text, with other rows. */
export function withRows(
  file: string,
  rowsOf: (statement: Statement) => readonly string[],
): string {
  const text = Deno.readTextFileSync(new URL(file, import.meta.url));
  const statements = readFile(file);
  let i = 0;
  return text.replace(STATEMENT, () => {
    const statement = statements[i++];
    if (statement === undefined) return "";
    const rows = statement.rows === null ? [] : rowsOf(statement);
    return statement.comment + statement.sql + "\n" + rows.map((row) => `-- => ${row}\n`).join("");
  });
}
