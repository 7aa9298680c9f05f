/**
 * Midjourney and Niji: the command as it was given, with its job's number.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import type { RecordField } from "../record/record.ts";
import type { Generator } from "./generator.ts";

const JOB = /\bJob ID:\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/i;
/** Flags that hardly any other text has: an aspect, a version. */
const FLAG =
  /(?:^|\s)--(?:(?:ar|aspect) \d+(?:\.\d+)?:\d+(?:\.\d+)?|(?:v|version|niji) \d+(?:\.\d+)?)(?=\s|$)/;
const FLAG_START = /(?:^|\s)--(?=[a-z])/;
const AUTHOR = "author";

/** Flags with a column of their own. */
const COLUMNS: ReadonlyMap<string, RecordField> = new Map([["seed", "seed"]]);
/** Flags that name the model, with the model's name. */
const MODELS: ReadonlyMap<string, string> = new Map([
  ["v", "Midjourney v"],
  ["version", "Midjourney v"],
  ["niji", "Niji v"],
]);

/** Midjourney's descriptions (https://docs.midjourney.com/docs/parameter-list). */
export const midjourney: Generator = {
  name: "midjourney",
  version: 1,
  keys: ["description", "imagedescription", "dc:description", AUTHOR],
  recognises: ({ text }) =>
    text.json === undefined && (FLAG.test(text.normal) || JOB.test(text.normal)),
  read(texts): Findings | null {
    const { normal } = texts.text;
    const [, job] = JOB.exec(normal) ?? [];
    const command = normal.replace(JOB, " ").trim();
    const at = FLAG_START.exec(command)?.index ?? command.length;
    const params = new Map<string, string>();
    const fields: Partial<Record<RecordField, string>> = {};
    let negative = "";
    for (const flag of command.slice(at).split(FLAG_START)) {
      const [name = "", ...words] = flag.trim().split(/\s+/);
      if (name === "") continue;
      const value = words.join(" ");
      if (name === "no") negative = value;
      else params.set(name, value);
      const column = COLUMNS.get(name);
      if (column !== undefined) fields[column] = value;
      const model = MODELS.get(name);
      if (model !== undefined && value !== "") fields.model_name = model + value;
    }
    if (job !== undefined) params.set("Job ID", job);
    const author = texts.get(AUTHOR)?.normal;
    if (author !== undefined) params.set("Author", author);
    return { positive: command.slice(0, at).trim(), negative, params, fields };
  },
};
