/**
 * Samples of a generator, and how a record is compared with one.
 *
 * @module
 */
import {
  PROMPT_FIELDS,
  RECORD_FIELDS,
  type RecordField,
  type SdRecord,
} from "../../record/record.ts";
import { listUsages } from "../../record/record_usages.ts";

/** A text, or several of one picture, with what must come out. */
export interface GeneratorSample {
  /** For messages. */
  readonly name: string;
  /** One text; or texts by the lower-case keys of their container, in its order of precedence. */
  readonly texts: string | Readonly<Record<string, string>>;
  /**
   * Every column of `models` that the record fills; all others must stay NULL, and prompts empty. `clean_positive`,
   * `clean_negative` and `seed_text` are judged only where they are named. Null: no record.
   */
  readonly columns: Readonly<Record<string, string | number | boolean | null>> | null;
  /** Entries of `params`; others may stand beside them. */
  readonly params?: Readonly<Record<string, string>>;
  /** Every LoRA usage in order, by the name as it is written and the weight; judged only where it is given. */
  readonly usages?: readonly (readonly [name: string, weight: number])[];
}

const FOLLOWING: readonly string[] = ["clean_positive", "clean_negative", "seed_text"];

/** Lists what of a record differs from its sample, one line each. */
export function differences(
  { columns, params = {}, usages }: GeneratorSample,
  record: SdRecord | null,
  generator: string,
): string[] {
  if (columns === null) return record === null ? [] : ["gives a record where there is none"];
  if (record === null) return ["gives no record"];
  const expected: GeneratorSample["columns"] = { generator, ...columns };
  const lines: string[] = [];
  const names = [...Object.keys(RECORD_FIELDS), ...PROMPT_FIELDS, "seed_text"];
  for (const name of names) {
    if (FOLLOWING.includes(name) && !(name in expected)) continue;
    const value = record[name as RecordField];
    const wanted = expected[name] ?? (name.startsWith("raw_") ? "" : null);
    if (asText(value) !== asText(wanted)) {
      lines.push(`${name} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`);
    }
  }
  for (const name of Object.keys(expected)) {
    if (!names.includes(name)) lines.push(`${name} is no column of a record`);
  }
  if (record.raw_positive === "" && columns["raw_positive"] !== "") {
    lines.push("the prompt is empty; name it in the sample if that is right");
  }
  for (const [key, value] of Object.entries(params)) {
    const found = record.params.get(key);
    if (found !== value) {
      lines.push(
        `params ${JSON.stringify(key)} is ${JSON.stringify(found ?? null)}, not ${
          JSON.stringify(value)
        }`,
      );
    }
  }
  const found = listUsages(record).usages.map(({ raw_name, weight }) => [raw_name, weight]);
  if (usages !== undefined && JSON.stringify(found) !== JSON.stringify(usages)) {
    lines.push(`usages are ${JSON.stringify(found)}, not ${JSON.stringify(usages)}`);
  }
  return lines;
}

/** Integers of a record are texts of digits. */
function asText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
