/**
 * NovelAI's pictures of all versions.
 *
 * Its own reader is https://github.com/NovelAI/novelai-image-metadata.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { entriesOf, type JsonValue, memberOf, scalarText, valueText } from "../../record/json.ts";
import type { RecordField } from "../../record/record.ts";
import { normaliseText, withoutUnstorable } from "../../record/text.ts";
import type { Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { type NovelAiSettings, SETTINGS_KEYS, settingsOf } from "./comment.ts";
import { readPrompt, textOf } from "./prompts.ts";

const NAME = "novelai";

/** Companions of the settings: their keys in containers, and their names in an object around the settings. */
const BESIDE = [
  ["description", "Description"],
  ["imagedescription", "Description"],
  ["source", "Source"],
  ["software", "Software"],
  ["generation time", "Generation time"],
] as const;

/** Columns by the keys of the settings that fill them. */
const COLUMNS: ReadonlyArray<readonly [column: RecordField, key: string]> = [
  ["steps", "steps"],
  ["sampler", "sampler"],
  ["scheduler", "noise_schedule"],
  ["cfg_scale", "scale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
];

/** A request for a picture made from another; other requests state a strength that nothing used. */
const FROM_PICTURE = "Img2ImgRequest";

/** NovelAI. */
export const novelai: Generator = {
  name: NAME,
  version: 1,
  keys: [...SETTINGS_KEYS, ...BESIDE.map(([key]) => key)],
  needsKey: true,
  recognises: (texts) => settingsOf(texts) !== null,
  read(texts): Findings | null {
    const settings = settingsOf(texts);
    return settings === null ? null : findingsOf(settings.comment, besides(texts, settings));
  },
};

/** Collects the companions: those around the settings, else those beside them in the container. */
function besides(texts: Texts, { around }: NovelAiSettings): ReadonlyMap<string, string> {
  if (around.has("Source")) return around;
  const all = new Map(around);
  for (const [key, name] of BESIDE) {
    const found = all.has(name) ? undefined : texts.get(key);
    if (found !== undefined) all.set(name, found.normal);
  }
  return all;
}

function findingsOf(comment: JsonValue, beside: ReadonlyMap<string, string>): Findings {
  const description = beside.get("Description") ?? "";
  const prompt = textOf(memberOf(comment, "prompt"));
  const undesired = textOf(memberOf(comment, "uc"));
  const positive = readPrompt(memberOf(comment, "v4_prompt"), prompt || description);
  const negative = readPrompt(memberOf(comment, "v4_negative_prompt"), undesired);
  const params = new Map<string, string>();
  for (const [key, value] of entriesOf(comment)) {
    params.set(withoutUnstorable(key), normaliseText(valueText(value)).trim());
  }
  for (const [key, text] of beside) if (!params.has(key)) params.set(key, text);
  // A value that only repeats a prompt is no parameter.
  const repeats = [["prompt", positive], ["uc", negative], ["Description", positive]] as const;
  for (const [key, { base, text }] of repeats) {
    const value = params.get(key);
    if (value === base || value === text) params.delete(key);
  }
  const fields = { ...columnsOf(comment), ...modelOf(beside) };
  return { positive: positive.text, negative: negative.text, params, fields };
}

function columnsOf(comment: JsonValue): NonNullable<Findings["fields"]> {
  const fields: Partial<Record<RecordField, string>> = {};
  const set = (column: RecordField, key: string): void => {
    const value = memberOf(comment, key);
    const text = value === undefined ? undefined : scalarText(value);
    if (text !== undefined) fields[column] = normaliseText(text).trim();
  };
  for (const [column, key] of COLUMNS) set(column, key);
  if (memberOf(comment, "request_type") === FROM_PICTURE) set("denoising_strength", "strength");
  return fields;
}

/** A model's name and NovelAI's own number of it, which is the hash of no file. */
const MODEL = /^(.*\S)\s+([0-9a-f]{8})$/i;

/** In WebP the model stands where the program's name stands elsewhere. */
function modelOf(beside: ReadonlyMap<string, string>): NonNullable<Findings["fields"]> {
  const software = beside.get("Software") ?? "";
  const source = beside.get("Source") ?? (MODEL.test(software) ? software : "");
  const [, name = source, hash] = MODEL.exec(source) ?? [];
  return hash === undefined
    ? { model_name: name }
    : { model_name: name, model_hash_short: hash, hash_type: NAME };
}
