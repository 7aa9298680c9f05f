/**
 * Records, usages, resources and tags as the JSON that the SQL functions return.
 *
 * @module
 */
import type { GraphNodeRow } from "../generators/generator.ts";
import { quote } from "../record/engine.ts";
import type { PictureReading } from "./pictures.ts";
import type { DiscardedTag, Usage } from "../record/usages.ts";
import type { WeightedTag } from "../record/tags.ts";
import { TRAINING_COLUMNS } from "../training/columns.ts";
import type { TrainingField, TrainingRecord } from "../training/parse.ts";
import { fitsInt64 } from "../record/values.ts";
import {
  PROMPT_FIELDS,
  RECORD_FIELDS,
  type RecordField,
  type Resource,
  type SdRecord,
} from "../record/record.ts";

/** The fields, each with its key as it follows another, and with null in place of a value. */
const FIELDS = (Object.keys(RECORD_FIELDS) as RecordField[]).map((field, index) => {
  const key = `${index > 0 ? "," : ""}"${field}":`;
  const isInteger = RECORD_FIELDS[field].kind === "integer";
  return { name: field, key, absent: `${key}null`, isInteger };
});

type Field = typeof FIELDS[number];

const PROMPTS = PROMPT_FIELDS.map((name) => ({ name, key: `,"${name}":` }));

type Prompt = typeof PROMPTS[number];

/**
 * A record as a JSON object: every field by column name, NULL included.
 *
 * The prompts stand last: SQLite's JSON look-ups walk the text, so that short fields are found before long ones.
 */
export function recordJson(record: SdRecord, metadataHash: string): string {
  let json = "{";
  for (let i = 0; i < FIELDS.length; i++) {
    const field = FIELDS[i] as Field;
    const value = record[field.name];
    if (value === null) json += field.absent;
    else json += field.key + fieldJson(value, field.isInteger);
  }
  // Put together by `+`: QuickJS makes a call of each template.
  json += ',"seed_text":' + quoteOrNull(record.seed_text);
  json += record.truncated ? ',"truncated":1' : ',"truncated":0';
  json += ',"metadata_hash":"' + metadataHash + '","params":' + paramsJson(record);
  for (let i = 0; i < PROMPTS.length; i++) {
    const prompt = PROMPTS[i] as Prompt;
    json += prompt.key + quote(record[prompt.name]);
  }
  return json + "}";
}

function fieldJson(value: string | number | boolean, isInteger: boolean): string {
  if (typeof value === "string") {
    return !isInteger ? quote(value) : fitsInt64(value) ? value : "null";
  }
  if (typeof value === "number") return realJson(value);
  return value ? "1" : "0";
}

function quoteOrNull(text: string | null): string {
  return text === null ? "null" : quote(text);
}

/** A finite number that SQLite reads as REAL: 7 is written `7.0`. */
function realJson(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.indexOf(".") >= 0 || text.indexOf("e") >= 0 ? text : text + ".0";
}

/** The pairs of a record as a JSON object, in order. */
export function paramsJson(record: SdRecord): string {
  let json = "";
  // An iterator would give an array for each pair.
  record.params.forEach((value, key) => {
    json += json === "" ? "{" : ",";
    json += quote(key) + ":" + quote(value);
  });
  return json === "" ? "{}" : json + "}";
}

/** The reading of a picture as a JSON object. */
export function pictureJson(reading: PictureReading): string {
  const { container, width, height, source, text, status, detail } = reading;
  return `{"container":${quoteOrNull(container)},"width":${width},"height":${height}` +
    `,"source":${quoteOrNull(source)},"text":${quoteOrNull(text)}` +
    `,"status":"${status}","detail":${quoteOrNull(detail)}}`;
}

/** Usages, and the discarded tags if they are wanted, as a JSON array; a discarded tag has a `reason`. */
export function usagesJson(
  usages: readonly Usage[],
  discarded: readonly DiscardedTag[] | null,
): string {
  const items = usages.map((usage) =>
    `{"lora_name":${quote(usage.lora_name)},"raw_name":${quote(usage.raw_name)}` +
    `,"weight":${realJson(usage.weight)}` +
    `,"unet_weight":${usage.unet_weight === null ? "null" : realJson(usage.unet_weight)}` +
    `,"te_weight":${usage.te_weight === null ? "null" : realJson(usage.te_weight)}` +
    `,"context":${quoteOrNull(usage.context)},"position_index":${usage.position_index}` +
    `,"lora_hash":${quoteOrNull(usage.lora_hash)}` +
    `,"origin":"${usage.origin}","stage":"${usage.stage}"}`
  );
  for (const tag of discarded ?? []) items.push(JSON.stringify(tag));
  return `[${items.join(",")}]`;
}

/** Resources as a JSON array. */
export function resourcesJson(resources: readonly Resource[]): string {
  return `[${
    resources.map(({ type, name, weight, hash, hash_kind, model_version_id, source }) =>
      `{"type":${quote(type)},"name":${quoteOrNull(name)}` +
      `,"weight":${weight === null ? "null" : realJson(weight)}` +
      `,"hash":${quoteOrNull(hash)},"hash_kind":${quoteOrNull(hash_kind)}` +
      `,"model_version_id":${model_version_id},"source":${quote(source)}}`
    ).join(",")
  }]`;
}

/** Nodes of a graph as a JSON array. */
export function nodesJson(nodes: readonly GraphNodeRow[]): string {
  return `[${
    nodes.map(({ id, class_type, title, inputs }) =>
      `{"id":${quote(id)},"class_type":${quote(class_type)},"title":${quoteOrNull(title)}` +
      `,"inputs":${inputs}}`
    ).join(",")
  }]`;
}

/** Weighted tags as a JSON array. */
export function tagsJson(tags: readonly WeightedTag[]): string {
  return `[${
    tags.map(({ tag, weight }) => `{"tag":${quote(tag)},"weight":${realJson(weight)}}`)
      .join(",")
  }]`;
}

const TRAINING_FIELDS = Object.keys(TRAINING_COLUMNS) as TrainingField[];

/** A training record as a JSON object: every column by its name, NULL included, the whole metadata last. */
export function trainingJson({ model_type, fields, metadata }: TrainingRecord): string {
  let json = `{"model_type":${JSON.stringify(model_type)}`;
  for (const field of TRAINING_FIELDS) json += `,"${field}":${fields.get(field) ?? "null"}`;
  return `${json},"training_meta_json":${metadata}}`;
}
