/** 100,000 rows, and what SQLite makes of them. */
import { DatabaseSync } from "node:sqlite";
import { mixedText } from "../../bench/texts.ts";
import { installPlugins, sd } from "../../mod.ts";

/** How many rows. */
export const ROWS = 100_000;

/** A row of a table `files`. */
export interface FileRow {
  readonly file_id: number;
  readonly file_path: string;
  readonly metadata_json: string | null;
  /** For `sd_loras`. */
  readonly options: string | null;
  /** For `sd_eval`. */
  readonly expression: string | null;
  /** For `sd_eval`, `sd_training` and `sd_nodes`. */
  readonly json: string;
}

/** Texts that break framing, escapes, or a parser. */
export const ODD: readonly (string | null)[] = [
  null,
  "",
  "\\N",
  "\\",
  "a\tcat\\t <lora:moss:0.8>\r\nNegative prompt: 'blurry'\n\nSteps: 20, Seed: 18446744073709551615, Size: 8x8\n",
  '\0\b\f\v\x1b a cat\0\nSteps: 20, Sampler: "a\\"b", CFG scale: 7, Seed: 9223372036854775807',
  "\uFEFF猫 🌿 e\u0301 \u2028 <lora:猫:.5>\nSteps: 20, Seed: -1, Model: fern, Model hash: 0A1B2C3D4E",
  '{"parameters": "a cat <lyco:oak:1:0.5>\\nSteps: 20, Seed: 1, Size: 8x8, Lora hashes: \\"oak: 0a1b\\""}',
  '{"3": {"class_type": "KSampler", "inputs": {"seed": 5}}}',
  "<?xml version='1.0'?><a/>",
  "a plain prompt, (with:1.2) [tags] BREAK <lora:slider:-3> <lora:big:9> lora:fern:1",
  `${"long ".repeat(20_000)}\nSteps: 20, Seed: 7, Size: 8x8`,
  "{not json",
  " \n\t\n ",
];

/** Functions refuse these: misuse ends a statement of SQLite, but not a stream. */
const REFUSED = { options: "nonsense", expression: "n +" } as const;
const OPTIONS = [null, "{}", '{"lora_weight_min": -5}', '{"discarded": true}', REFUSED.options];
const EXPRESSIONS = [
  "n * 7",
  "'a\\tmoss ' + string(n)",
  "[n, n].map(x, x + 1)",
  "__metadata__.ss_output_name.matches('moss [0-9]*7')",
  "1 / (n - n)",
  null,
  REFUSED.expression,
];

const ONE_IN = 50;

/** The row of a number from 1. */
export function fileRow(file_id: number): FileRow {
  const odd = file_id % ONE_IN === 0;
  const text = odd ? ODD[file_id / ONE_IN % ODD.length] : mixedText(file_id);
  return {
    file_id,
    file_path: `/images/${file_id}.png`,
    metadata_json: text ?? null,
    options: OPTIONS[file_id % OPTIONS.length] ?? null,
    expression: EXPRESSIONS[file_id % EXPRESSIONS.length] ?? null,
    json: JSON.stringify({
      n: file_id,
      3: { class_type: "KSampler", inputs: { seed: file_id } },
      __metadata__: { ss_network_dim: `${file_id}`, ss_output_name: `moss ${file_id}` },
    }),
  };
}

/** The columns that hold so many arguments of a function. */
export function columnsOf(name: string, count: number): string[] {
  const columns = name === "sd_eval"
    ? ["expression", "json"]
    : name === "sd_training" || name === "sd_nodes"
    ? ["json"]
    : ["metadata_json", "options"];
  return columns.slice(0, count);
}

/** Writes the rows as NDJSON, and gives the file's name. */
export function writeRows(file: string): string {
  using out = Deno.openSync(file, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  for (let from = 1; from <= ROWS; from += 1000) {
    let text = "";
    for (let id = from; id < from + 1000; id++) text += `${JSON.stringify(fileRow(id))}\n`;
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += out.writeSync(bytes.subarray(at));
  }
  return file;
}

/** A database with the rows in a table `files`, and all functions installed. */
export function sqliteRows(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  installPlugins(db, [sd]);
  db.exec(
    "CREATE TABLE files (file_id INTEGER PRIMARY KEY, metadata_json TEXT, options TEXT, expression TEXT, json TEXT)",
  );
  const insert = db.prepare("INSERT INTO files VALUES (?, ?, ?, ?, ?)");
  db.exec("BEGIN");
  for (let id = 1; id <= ROWS; id++) {
    const { metadata_json, options, expression, json } = fileRow(id);
    insert.run(BigInt(id), metadata_json, options, expression, json);
  }
  db.exec("COMMIT");
  return db;
}

/**
 * A call as SQL for SQLite; NULL where `stream` gives NULL and a note, since there the statement would end.
 *
 * @param args The arguments as SQL.
 */
export function sqliteCall(name: string, args: readonly string[]): string {
  const call = `${name}(${args.join(", ")})`;
  const column = (["options", "expression"] as const).find((column) => args.includes(column));
  return column === undefined
    ? call
    : `CASE ${column} WHEN '${REFUSED[column]}' THEN NULL ELSE ${call} END`;
}

/** One column of a query. */
export function column(db: DatabaseSync, sql: string): unknown[] {
  return db.prepare(sql).all().map((row) => Object.values(row as object)[0]);
}
