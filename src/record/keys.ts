/**
 * The alias table, as data: fields by the keys of a parameters line that fill them.
 *
 * @module
 */
import type { RecordField } from "./record.ts";
import { FIELD_READERS, type FieldReader } from "./fields.ts";

/** Meaning of a known key: a field, the size of the picture, or a prompt of a JSON object. */
export type KeyTarget = RecordField | "size" | "positive" | "negative";

/** Normalised keys by the field that they fill. */
export const ALIASES: Readonly<Partial<Record<KeyTarget, readonly string[]>>> = {
  model_name: ["model", "model_name", "modelname", "sd_model_name", "base_model_name"],
  model_hash_short: ["hash", "model_hash", "modelhash", "sd_model_hash", "base_model_hash"],
  steps: ["steps", "num_inference_steps"],
  sampler: ["sampler", "sampler_name"],
  scheduler: ["schedule_type", "scheduler"],
  cfg_scale: ["cfg", "cfg_scale", "cfgscale", "guidance_scale"],
  seed: ["seed"],
  subseed: ["subseed", "variation_seed"],
  subseed_strength: ["subseed_strength", "variation_seed_strength", "variation_strength"],
  clip_skip: ["clip_skip", "clipskip"],
  denoising_strength: ["denoising_strength"],
  width: ["width"],
  height: ["height"],
  size: ["size"],
  hires_upscaler: ["hires_upscaler"],
  hires_steps: ["hires_steps"],
  hires_denoising: [
    "hires_denoising",
    "hires_denoising_strength",
    "hires_upscale_strength",
    "hires_strength",
  ],
  vae: ["vae", "sd_vae_name"],
  vae_hash: ["vae_hash", "sd_vae_hash"],
  refiner_model: ["refiner", "refiner_model"],
  refiner_switch_at: ["refiner_switch_at", "refiner_start"],
  tiling: ["tiling"],
  face_restoration: ["face_restoration", "face_restoration_model"],
  version_tag: ["version"],
  generation_timestamp: ["created_date", "date", "job_timestamp", "generation_timestamp"],
  positive: ["prompt", "positive_prompt", "positiveprompt"],
  negative: ["negative_prompt", "negativeprompt", "negative", "uc"],
};

const TARGETS: ReadonlyMap<string, KeyTarget> = new Map(
  (Object.keys(ALIASES) as KeyTarget[]).flatMap((target) =>
    (ALIASES[target] ?? []).map((alias): [string, KeyTarget] => [alias, target])
  ),
);

/** What a normalised key stands for, if the alias table has it. */
export function targetOf(normal: string): KeyTarget | undefined {
  return TARGETS.get(normal);
}

/**
 * The normalised form of a key: lower case, spaces and hyphens to underscores.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(normaliseKey("CLiP-skip"), "clip_skip");
 * ```
 */
export function normaliseKey(key: string): string {
  return key.trim().toLowerCase().replace(/[ \-]+/g, "_");
}

/** Facts about a key, worked out once per spelling. */
export interface KeyFacts {
  /** The key as it is written. */
  readonly written: string;
  /** The normalised key. */
  readonly normal: string;
  /** Its meaning, if the alias table has it. */
  readonly target: KeyTarget | undefined;
  /** The field that each of its values fills by itself: what it fills, but for prompts and parts of the picture's size. */
  readonly field: RecordField | undefined;
  /** Reader of its values. */
  readonly read: FieldReader;
  /** Whether it may stand as a key at all. */
  readonly valid: boolean;
  /** Whether it has the form that A1111's own reader accepts, which is what makes a line a parameters line. */
  readonly strict: boolean;
}

const KEY = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ \-/.()+'#&]*$/u;
const STRICT_KEY = /^[\p{L}\p{N}_][\p{L}\p{N}_ \-/]+$/u;

const NO_FIELDS: ReadonlySet<string> = new Set(["positive", "negative", "size", "width", "height"]);

function fieldOf(target: KeyTarget | undefined): RecordField | undefined {
  return target === undefined || NO_FIELDS.has(target) ? undefined : target as RecordField;
}

const asItIs: FieldReader = (text) => text;

const CACHE_SIZE = 2048;
const CACHED_KEY_LENGTH = 64;
const cache = new Map<string, KeyFacts>();

/** Looks up the facts about `key`, as written between a comma and a colon, blanks trimmed. */
export function keyFacts(key: string): KeyFacts {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const normal = normaliseKey(key);
  const target = TARGETS.get(normal);
  const field = fieldOf(target);
  const facts: KeyFacts = {
    written: key,
    normal,
    target,
    field,
    read: field === undefined ? asItIs : FIELD_READERS[field],
    valid: KEY.test(key),
    strict: STRICT_KEY.test(key),
  };
  if (cache.size < CACHE_SIZE && key.length <= CACHED_KEY_LENGTH) cache.set(key, facts);
  return facts;
}

const SLOTS = 1024;
const recent: (KeyFacts | undefined)[] = new Array(SLOTS).fill(undefined);

/**
 * Looks up a key inside a line, from `start` to `end`. Keys come again and again: one that was seen lately is
 * compared in its place, so that nothing is cut out and looked up.
 */
export function keyFactsAt(line: string, start: number, end: number): KeyFacts {
  const length = end - start;
  const slot = (length * 31 + line.charCodeAt(start) * 7 + line.charCodeAt(end - 1)) % SLOTS;
  const known = recent[slot];
  if (
    known !== undefined && known.written.length === length && line.startsWith(known.written, start)
  ) {
    return known;
  }
  const facts = keyFacts(line.slice(start, end));
  if (length > 0 && length <= CACHED_KEY_LENGTH) recent[slot] = facts;
  return facts;
}
