/**
 * The words of the domain as types: what a text about an image says.
 *
 * @module
 */

/** How the value of a field is read and stored. */
export type FieldKind = "text" | "integer" | "real" | "boolean";

/** The columns of `models` that a record fills, in column order, with their kinds; prompts last. */
export const RECORD_FIELDS = {
  model_name: "text",
  model_hash_short: "text",
  model_hash_full: "text",
  steps: "integer",
  sampler: "text",
  scheduler: "text",
  cfg_scale: "real",
  seed: "integer",
  subseed: "integer",
  subseed_strength: "real",
  clip_skip: "integer",
  denoising_strength: "real",
  width: "integer",
  height: "integer",
  size_raw: "text",
  hires_upscaler: "text",
  hires_steps: "integer",
  hires_denoising: "real",
  vae: "text",
  vae_hash: "text",
  refiner_model: "text",
  refiner_switch_at: "real",
  tiling: "boolean",
  face_restoration: "text",
  version_tag: "text",
  generation_timestamp: "text",
} as const satisfies Record<string, FieldKind>;

/** A column of `models` that is read from the parameters line. */
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
 * What a text says about an image.
 *
 * Integer fields hold decimal digits as text, since seeds reach 2^64 - 1: `BigInt(record.seed)` is exact.
 */
export type SdRecord =
  & { [Field in RecordField]: FieldValue<(typeof RECORD_FIELDS)[Field]> }
  & { [Prompt in PromptField]: string }
  & {
    /** The seed's digits as they are written. */
    seed_text: string | null;
    /** Whether a prompt was longer than is stored. */
    truncated: boolean;
    /** Every pair, key as written, value as text. */
    params: ReadonlyMap<string, string>;
  };

/** A file or network that an image names: checkpoint, LoRA, embedding, VAE. */
export interface Resource {
  /** `checkpoint`, `lora`, `embedding`, `vae`, `hypernet`, or what the source calls it, in lower case. */
  readonly type: string;
  /** The name as it is written. */
  readonly name: string | null;
  /** The strength, where one stands beside the name. */
  readonly weight: number | null;
  /** Hexadecimal, lower case. */
  readonly hash: string | null;
  /** What the length of the hash tells: `autov1`, `autov2`, `autov3`, `sha256`. */
  readonly hash_kind: string | null;
  /** CivitAI's number of the version. */
  readonly model_version_id: number | null;
  /** Where it is named: a key of the parameters line, `prompt` or `negative prompt`. */
  readonly source: string;
}
