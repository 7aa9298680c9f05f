/**
 * The words of the domain as types: what a text about an image says.
 *
 * @module
 */

/** Way in which the value of a field is read and stored. */
export type FieldKind = "text" | "integer" | "real" | "boolean";

/** A field of a record. */
export interface FieldFacts {
  /** Way in which its value is read and stored. */
  readonly kind: FieldKind;
  /** Whether it is part of the canonical JSON, and so of the metadata hash. */
  readonly isCanonical: boolean;
}

const TEXT = { kind: "text", isCanonical: true } as const;
const INTEGER = { kind: "integer", isCanonical: true } as const;
const REAL = { kind: "real", isCanonical: true } as const;
const BOOLEAN = { kind: "boolean", isCanonical: true } as const;
/** Tells of the reading rather than of the picture. */
const REMARK = { kind: "text", isCanonical: false } as const;

/** The columns of `models` that a record fills, in column order; prompts come last. */
export const RECORD_FIELDS = {
  generator: REMARK,
  model_name: TEXT,
  model_hash_short: TEXT,
  model_hash_full: TEXT,
  hash_type: REMARK,
  steps: INTEGER,
  sampler: TEXT,
  scheduler: TEXT,
  cfg_scale: REAL,
  seed: INTEGER,
  subseed: INTEGER,
  subseed_strength: REAL,
  clip_skip: INTEGER,
  denoising_strength: REAL,
  width: INTEGER,
  height: INTEGER,
  size_raw: TEXT,
  hires_upscaler: TEXT,
  hires_steps: INTEGER,
  hires_denoising: REAL,
  vae: TEXT,
  vae_hash: TEXT,
  refiner_model: TEXT,
  refiner_switch_at: REAL,
  tiling: BOOLEAN,
  face_restoration: TEXT,
  version_tag: TEXT,
  generation_timestamp: TEXT,
} as const satisfies Record<string, FieldFacts>;

/** A column of `models` that a record fills, but for prompts. */
export type RecordField = keyof typeof RECORD_FIELDS;

/** The four prompts; always text, empty when there is none. */
export const PROMPT_FIELDS = [
  "raw_positive",
  "raw_negative",
  "clean_positive",
  "clean_negative",
] as const;

/** A column of `models` that holds a prompt. */
export type PromptField = typeof PROMPT_FIELDS[number];

/** The type of a field's value by its kind: integers are exact decimal text of any size, NULL is `null`. */
export type FieldValue<Kind extends FieldKind> = Kind extends "real" ? number | null
  : Kind extends "boolean" ? boolean | null
  : string | null;

/**
 * Record of an image: everything that a text says about it.
 *
 * Integer fields hold decimal digits as text, since seeds reach 2^64 - 1: `BigInt(record.seed)` is exact.
 */
export type SdRecord =
  & { [Field in RecordField]: FieldValue<(typeof RECORD_FIELDS)[Field]["kind"]> }
  & { [Prompt in PromptField]: string }
  & {
    /** The seed's digits as they are written. */
    seed_text: string | null;
    /** Whether a prompt was longer than is stored. */
    truncated: boolean;
    /** Every pair, key as written, value as text. */
    params: ReadonlyMap<string, string>;
    /** LoRAs that the generator names itself, in order of application. */
    loras: readonly AppliedLora[];
    /** Other resources that the generator names itself. */
    resources: readonly NamedResource[];
    /** The tags of the prompts that are applied, as they are written; null where every tag is. */
    appliedTags: ReadonlySet<string> | null;
  };

/** Prompt that a tag is in. */
export type UsageContext = "positive" | "negative";

/** Way in which a picture names a LoRA. */
export type UsageOrigin = "tag" | "loader" | "list";

/** Pass of a generation that a LoRA worked on. */
export type UsageStage = "base" | "hires" | "refiner" | "detailer";

/** A LoRA that a generator names beside the tags, or that it applies where a tag stands. */
export interface AppliedLora {
  /** The name as it is written, folders and ending included. */
  readonly name: string;
  /** The first weight that the source names: a model strength, or a tag's first number; 1 where none stands. */
  readonly weight: number;
  /** The weight for the U-Net, where it differs. */
  readonly unet_weight?: number | null;
  /** The weight for the text encoder, where it differs. */
  readonly te_weight?: number | null;
  /** Hexadecimal digits. */
  readonly hash?: string | null;
  /** Kind of the hash; absent where its length tells. */
  readonly hash_kind?: string | null;
  /** CivitAI's number of the version. */
  readonly model_version_id?: number | null;
  /** Way in which it is named. */
  readonly origin: UsageOrigin;
  /** Pass that it worked on; absent for the first. */
  readonly stage?: UsageStage;
  /** Prompt that the tag stands in; absent for all that is no tag. */
  readonly context?: UsageContext;
  /** Place that names it, for `image_resources`; absent where the origin says enough. */
  readonly source?: string;
}

/** A file or network that an image names: checkpoint, LoRA, embedding, VAE. */
export interface Resource {
  /** `checkpoint`, `lora`, `embedding`, `vae`, `hypernet` or `hypernetwork`, or what the source calls it, in lower case. */
  readonly type: string;
  /** The name as it is written. */
  readonly name: string | null;
  /** The strength, where one stands beside the name. */
  readonly weight: number | null;
  /** Hexadecimal, lower case. */
  readonly hash: string | null;
  /** By its length `autov1`, `autov2`, `autov3` or `sha256`; or the generator's word for a number of its own. */
  readonly hash_kind: string | null;
  /** CivitAI's number of the version. */
  readonly model_version_id: number | null;
  /** Place that names it: a key of the parameters line, `prompt` or `negative prompt`. */
  readonly source: string;
}

/** A resource less what can be left out. */
export type ResourceDraft = Pick<Resource, "type"> & Partial<Omit<Resource, "source">>;

/** A resource that a generator names itself. */
export type NamedResource = ResourceDraft & Pick<Resource, "source">;
