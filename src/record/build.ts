/**
 * Pairs and prompts to a record: types, sizes, hashes, cut prompts.
 *
 * @module
 */
import {
  type AppliedLora,
  type NamedResource,
  PROMPT_FIELDS,
  type PromptField,
  RECORD_FIELDS,
  type RecordField,
  type SdRecord,
} from "./record.ts";
import { FIELD_READERS } from "./fields.ts";
import type { KeyFacts } from "./keys.ts";
import { cleanPrompt } from "./lora_tags.ts";
import { cutToBytes, PROMPT_BYTES } from "./text.ts";
import { hashKind, readInteger, readSize } from "./values.ts";

/** A pair whose key is looked up. */
export interface KnownPair {
  /** Facts of the key. */
  readonly facts: KeyFacts;
  /** Text of the value. */
  readonly value: string;
}

/** Contents of a text, whatever its form. */
export interface Findings {
  /** The positive prompt, empty without one. */
  readonly positive: string;
  /** The negative prompt, empty without one. */
  readonly negative: string;
  /** Every pair in order, key as written; of equal keys the last wins. */
  readonly params: ReadonlyMap<string, string>;
  /** Pairs whose keys are those of infotexts, in order: of pairs for the same column the last wins. */
  readonly columns?: readonly KnownPair[];
  /** Texts of fields by column, for a generator whose keys are its own; they win over `columns`. */
  readonly fields?: Readonly<Partial<Record<RecordField, string>>>;
  /** LoRAs that no tag names, or that are applied where a tag stands, in order of application. */
  readonly loras?: readonly AppliedLora[];
  /** Other resources; the checkpoint of `model_name` is one without being named here. */
  readonly resources?: readonly NamedResource[];
  /**
   * The tags of the prompts that are applied, as they are written: they alone leave the clean prompts, and the usages are
   * those of `loras` alone. Absent: every tag is applied and stands before `loras`, as in infotexts.
   */
  readonly appliedTags?: ReadonlySet<string>;
}

const SHORT_HASH_DIGITS = 10;

/** The columns that are read from the pairs, while they are filled. */
type Fields = Record<RecordField, string | number | boolean | null>;

/** A record of nothing; its members are in the order of the columns. */
const NOTHING = {
  ...Object.fromEntries(Object.keys(RECORD_FIELDS).map((field) => [field, null])) as Fields,
  seed_text: null as string | null,
  truncated: false,
  params: new Map() as ReadonlyMap<string, string>,
  loras: [] as readonly AppliedLora[],
  resources: [] as readonly NamedResource[],
  appliedTags: null as ReadonlySet<string> | null,
  ...Object.fromEntries(PROMPT_FIELDS.map((field) => [field, ""])) as Record<PromptField, string>,
};

/**
 * Makes a record of what was found in a text.
 *
 * @param generator The name of who found it; null for a bare prompt.
 */
export function buildRecord(findings: Findings, generator: string | null): SdRecord {
  const { positive, negative, params, columns = [], fields } = findings;
  const record = { ...NOTHING, params };
  if (findings.loras !== undefined) record.loras = findings.loras;
  if (findings.resources !== undefined) record.resources = findings.resources;
  if (findings.appliedTags !== undefined) record.appliedTags = findings.appliedTags;
  record.generator = generator;
  let width: string | null = null;
  let height: string | null = null;
  for (let i = 0; i < columns.length; i++) {
    const { facts: { field, target, read }, value } = columns[i] as KnownPair;
    if (field !== undefined) {
      record[field] = read(value);
      if (field === "seed") record.seed_text = record.seed === null ? null : value;
    } else if (target === "size") setSize(record, value);
    else if (target === "width") width = readInteger(value);
    else if (target === "height") height = readInteger(value);
  }
  if (width !== null || height !== null) overrideSize(record, width, height);
  if (fields !== undefined) setFields(record, fields);
  splitModelHash(record);
  setPrompts(record, positive, negative);
  // The field list decides each field's type; TypeScript cannot follow it through an index.
  return record as SdRecord;
}

function setFields(record: typeof NOTHING, fields: NonNullable<Findings["fields"]>): void {
  for (const field of Object.keys(fields) as RecordField[]) {
    record[field] = FIELD_READERS[field](fields[field] ?? "");
  }
  if (fields.seed !== undefined) record.seed_text = record.seed === null ? null : fields.seed;
  if (record.width !== null && record.height !== null && fields.size_raw === undefined) {
    record.size_raw = `${record.width}x${record.height}`;
  }
}

function setSize(fields: Fields, value: string): void {
  const size = readSize(value);
  fields.width = size?.width ?? null;
  fields.height = size?.height ?? null;
  fields.size_raw = size === null ? null : value;
}

function overrideSize(fields: Fields, width: string | null, height: string | null): void {
  fields.width = width ?? fields.width;
  fields.height = height ?? fields.height;
  if (fields.width !== null && fields.height !== null) {
    fields.size_raw = `${fields.width}x${fields.height}`;
  }
}

/** A hash of 64 digits is the whole SHA-256; its beginning is the short one. */
function splitModelHash(fields: Fields): void {
  const hash = fields.model_hash_short;
  if (typeof hash !== "string" || hash.length !== 64 || hashKind(hash) !== "sha256") return;
  fields.model_hash_full = hash;
  fields.model_hash_short = hash.slice(0, SHORT_HASH_DIGITS);
}

function setPrompts(record: typeof NOTHING, positive: string, negative: string): void {
  record.raw_positive = cutToBytes(positive, PROMPT_BYTES);
  record.raw_negative = cutToBytes(negative, PROMPT_BYTES);
  record.clean_positive = cleanPrompt(record.raw_positive, record.appliedTags);
  record.clean_negative = cleanPrompt(record.raw_negative, record.appliedTags);
  record.truncated = record.raw_positive.length < positive.length ||
    record.raw_negative.length < negative.length;
}
