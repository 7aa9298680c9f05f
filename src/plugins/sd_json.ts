/**
 * Records, usages, resources and tags as the JSON that the SQL functions return.
 *
 * @module
 */
import type { DiscardedTag, Usage } from "../infotext/loras.ts";
import type { WeightedTag } from "../infotext/tags.ts";
import { TRAINING_COLUMNS } from "../training/columns.ts";
import type { TrainingField, TrainingRecord } from "../training/parse.ts";
import { fitsInt64 } from "../infotext/values.ts";
import {
  PROMPT_FIELDS,
  RECORD_FIELDS,
  type RecordField,
  type Resource,
  type SdRecord,
} from "../record.ts";

const FIELDS = Object.entries(RECORD_FIELDS) as [RecordField, string][];

/**
 * A record as a JSON object: every field by column name, NULL included.
 *
 * The prompts stand last: SQLite's JSON look-ups walk the text, so that short fields are found before long ones.
 */
export function recordJson(record: SdRecord, metadataHash: string): string {
  let json = "{";
  for (const [field, kind] of FIELDS) json += `"${field}":${fieldJson(kind, record[field])},`;
  json +=
    `"seed_text":${JSON.stringify(record.seed_text)},"truncated":${record.truncated ? 1 : 0},` +
    `"metadata_hash":"${metadataHash}","params":${paramsJson(record)}`;
  for (const prompt of PROMPT_FIELDS) json += `,"${prompt}":${JSON.stringify(record[prompt])}`;
  return `${json}}`;
}

function fieldJson(kind: string, value: string | number | boolean | null): string {
  if (value === null) return "null";
  if (typeof value === "number") return realJson(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  return kind !== "integer" ? JSON.stringify(value) : fitsInt64(value) ? value : "null";
}

/** A finite number that SQLite reads as REAL: 7 is written `7.0`. */
function realJson(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The pairs of a record as a JSON object, in order. */
export function paramsJson(record: SdRecord): string {
  const members: string[] = [];
  for (const [key, value] of record.params) {
    members.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  }
  return `{${members.join(",")}}`;
}

/** Usages, and the discarded tags if they are wanted, as a JSON array; a discarded tag has a `reason`. */
export function usagesJson(
  usages: readonly Usage[],
  discarded: readonly DiscardedTag[] | null,
): string {
  const items = usages.map((usage) =>
    `{"lora_name":${JSON.stringify(usage.lora_name)},"raw_name":${JSON.stringify(usage.raw_name)}` +
    `,"weight":${realJson(usage.weight)}` +
    `,"unet_weight":${usage.unet_weight === null ? "null" : realJson(usage.unet_weight)}` +
    `,"context":"${usage.context}","position_index":${usage.position_index}` +
    `,"lora_hash":${JSON.stringify(usage.lora_hash)}}`
  );
  for (const tag of discarded ?? []) items.push(JSON.stringify(tag));
  return `[${items.join(",")}]`;
}

/** Resources as a JSON array. */
export function resourcesJson(resources: readonly Resource[]): string {
  return `[${
    resources.map(({ type, name, weight, hash, hash_kind, model_version_id, source }) =>
      `{"type":${JSON.stringify(type)},"name":${JSON.stringify(name)}` +
      `,"weight":${weight === null ? "null" : realJson(weight)}` +
      `,"hash":${JSON.stringify(hash)},"hash_kind":${JSON.stringify(hash_kind)}` +
      `,"model_version_id":${model_version_id},"source":${JSON.stringify(source)}}`
    ).join(",")
  }]`;
}

/** Weighted tags as a JSON array. */
export function tagsJson(tags: readonly WeightedTag[]): string {
  return `[${
    tags.map(({ tag, weight }) => `{"tag":${JSON.stringify(tag)},"weight":${realJson(weight)}}`)
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
