/**
 * The header of a safetensors file as a training record: its type, the columns, and the whole metadata.
 *
 * @module
 */
import { fitsInt64, isHexadecimal, readBoolean, readInteger, readReal } from "../record/values.ts";
import { HASH_OF_NOTHING } from "../sql/hashes.ts";
import {
  JSON_KEYS,
  THUMBNAIL_KEYS,
  TRAINING_COLUMNS,
  type TrainingKind,
  type TrainingSource,
} from "./columns.ts";
import { modelType } from "./model_type.ts";
import { parseLoosely } from "../record/python_json.ts";

const METADATA = "__metadata__";

/** A column that training metadata fills. */
export type TrainingField = keyof typeof TRAINING_COLUMNS;

/** Statements of a header about a model. */
export interface TrainingRecord {
  /** `lora`, `checkpoint`, `embedding`, …; null when nothing tells. */
  readonly model_type: string | null;
  /** Values as JSON: numbers and texts; absent ones are left out. */
  readonly fields: ReadonlyMap<TrainingField, string>;
  /** The whole metadata as a JSON object, JSON inside texts as JSON, without thumbnails; null without metadata. */
  readonly metadata: string | null;
}

type Metadata = ReadonlyMap<string, unknown>;

/**
 * Reads a header's JSON.
 *
 * @returns Null when the text is no JSON object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const record = parseTraining('{"__metadata__": {"ss_network_dim": "32", "ss_network_alpha": "None"}}');
 * assert.equal(record?.fields.get("network_dim"), "32");
 * assert.equal(record?.fields.has("network_alpha"), false);
 * ```
 */
export function parseTraining(headerJson: string): TrainingRecord | null {
  const header = parseLoosely(headerJson);
  if (!isObject(header)) return null;
  const entries = Object.entries(header);
  const found = entries.find(([key]) => key === METADATA)?.[1];
  const { metadata, json } = readMetadata(isObject(found) ? found : {});
  const fields = new Map<TrainingField, string>();
  for (const [name, { kind, sources }] of Object.entries(TRAINING_COLUMNS)) {
    const value = firstOf(metadata, sources, kind);
    if (value !== null) fields.set(name as TrainingField, value);
  }
  const images = fields.has("train_images") ? null : countImages(metadata.get("ss_dataset_dirs"));
  if (images !== null) fields.set("train_images", String(images));
  const text = (key: string): string | null => {
    const value = metadata.get(key);
    return typeof value === "string" ? value : null;
  };
  const tensors = entries.filter(([key]) => key !== METADATA);
  return {
    model_type: modelType(text("modelspec.architecture"), text("ss_network_module"), tensors),
    fields,
    metadata: isObject(found) ? json : null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys that fill columns, or help to. */
const COLUMN_KEYS: ReadonlySet<string> = new Set([
  "ss_dataset_dirs",
  ...Object.values(TRAINING_COLUMNS).flatMap(({ sources }) => sources.map(([key]): string => key)),
]);

/** The values that fill columns, and everything as JSON. */
function readMetadata(found: Record<string, unknown>): { metadata: Metadata; json: string } {
  const metadata = new Map<string, unknown>();
  const members: string[] = [];
  for (const key of Object.keys(found)) {
    if (THUMBNAIL_KEYS.has(key)) continue;
    const value = readValue(key, found[key]);
    if (COLUMN_KEYS.has(key)) metadata.set(key, value);
    members.push(`${JSON.stringify(key)}:${valueJson(value)}`);
  }
  return { metadata, json: `{${members.join(",")}}` };
}

/** Deeper JSON stays the text that it was, or goes: SQLite reads no JSON that nests a thousand deep. */
const MAX_DEPTH = 100;

function readValue(key: string, value: unknown): unknown {
  if (typeof value !== "string") return isShallow(value, MAX_DEPTH) ? value : null;
  if (!JSON_KEYS.has(key)) return value;
  const nested = parseLoosely(value);
  return isNested(nested) && isShallow(nested, MAX_DEPTH) ? nested : value;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isShallow(value: unknown, depth: number): boolean {
  if (!isNested(value)) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}

function valueJson(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

function firstOf(
  metadata: Metadata,
  sources: readonly TrainingSource[],
  kind: TrainingKind,
): string | null {
  for (const [key, ...path] of sources) {
    let value = metadata.get(key);
    for (const step of path) {
      value = typeof value === "object" && value !== null
        ? Object.entries(value).find(([name]) => name === String(step))?.[1]
        : undefined;
    }
    const json = read(value, kind);
    if (json !== null) return json;
  }
  return null;
}

/** A value as JSON by its kind; Python's None, and what holds nothing, as null. */
function read(value: unknown, kind: TrainingKind): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === "object" ? valueJson(value) : String(value).trim();
  if (text === "" || text === "None") return null;
  if (kind === "hash") return readEmbeddedHash(text);
  if (kind === "boolean") {
    const flag = readBoolean(text);
    return flag === null ? JSON.stringify(text) : flag ? "1" : "0";
  }
  if (kind === "integer") {
    const integer = readInteger(text.replace(/\.0+$/, ""));
    return integer !== null && fitsInt64(integer) ? integer : JSON.stringify(text);
  }
  if (kind === "real") {
    const real = readReal(text);
    return real === null ? JSON.stringify(text) : realJson(real);
  }
  return JSON.stringify(text);
}

/** A number that SQLite reads as REAL. */
function realJson(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function readEmbeddedHash(text: string): string | null {
  const hash = text.replace(/^0x/i, "").toLowerCase();
  if (!isHexadecimal(hash) || hash.startsWith(HASH_OF_NOTHING)) return null;
  return JSON.stringify(hash);
}

/** Images of all folders, without their repeats. */
function countImages(folders: unknown): number | null {
  if (!isObject(folders)) return null;
  const counts = Object.values(folders).map((folder) =>
    isObject(folder) ? Number(folder["img_count"]) : NaN
  );
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.length > 0 && Number.isSafeInteger(sum) && sum >= 0 ? sum : null;
}
