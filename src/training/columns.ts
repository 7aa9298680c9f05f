/**
 * The columns of `model_files` that come out of training metadata: where each is found, and how it is read.
 *
 * @module
 */

/** Way of reading a value; numbers that are words, such as `Dynamic`, stay words. */
export type TrainingKind = "text" | "integer" | "real" | "boolean" | "hash";

/** One place where a value may stand: a key of the metadata, or a path into a key that holds JSON. */
export type TrainingSource = readonly [key: string, ...path: (string | number)[]];

/** A column. */
export interface TrainingColumn {
  /** Way of reading its value. */
  readonly kind: TrainingKind;
  /** The first that holds a value counts. */
  readonly sources: readonly TrainingSource[];
}

function column(kind: TrainingKind, ...sources: (string | TrainingSource)[]): TrainingColumn {
  return {
    kind,
    sources: sources.map((source) => typeof source === "string" ? [source] as const : source),
  };
}

/** The columns in the order of the table. */
export const TRAINING_COLUMNS = {
  embedded_hash: column("hash", "sshs_model_hash"),
  embedded_modelspec_hash: column("hash", "modelspec.hash_sha256"),
  output_name: column("text", "ss_output_name"),
  title: column("text", "modelspec.title"),
  base_version: column("text", "ss_base_model_version"),
  architecture: column("text", "modelspec.architecture"),
  is_v2: column("boolean", "ss_v2"),
  base_model_name: column("text", "ss_sd_model_name"),
  base_model_sha256: column("hash", "ss_new_sd_model_hash"),
  base_model_autov1: column("hash", "ss_sd_model_hash"),
  vae_name: column("text", "ss_vae_name"),
  vae_sha256: column("hash", "ss_new_vae_hash"),
  network_module: column("text", "ss_network_module"),
  network_dim: column("integer", "ss_network_dim"),
  network_alpha: column("real", "ss_network_alpha"),
  conv_dim: column("integer", ["ss_network_args", "conv_dim"]),
  conv_alpha: column("real", ["ss_network_args", "conv_alpha"]),
  algo: column("text", ["ss_network_args", "algo"]),
  dora: column("boolean", ["ss_network_args", "dora_wd"]),
  clip_skip: column("integer", "ss_clip_skip"),
  seed: column("integer", "ss_seed"),
  resolution: column("text", "modelspec.resolution", "ss_resolution", [
    "ss_datasets",
    0,
    "resolution",
  ]),
  epochs: column("integer", "ss_num_epochs"),
  epoch: column("integer", "ss_epoch"),
  steps: column("integer", "ss_steps", "ss_max_train_steps"),
  train_images: column("integer", "ss_num_train_images"),
  optimizer: column("text", "ss_optimizer"),
  lr: column("real", "ss_learning_rate"),
  unet_lr: column("real", "ss_unet_lr"),
  te_lr: column("real", "ss_text_encoder_lr"),
  scheduler: column("text", "ss_lr_scheduler"),
  batch_size: column("integer", "ss_total_batch_size", [
    "ss_datasets",
    0,
    "batch_size_per_device",
  ]),
  mixed_precision: column("text", "ss_mixed_precision"),
  noise_offset: column("real", "ss_noise_offset"),
  min_snr_gamma: column("real", "ss_min_snr_gamma"),
  started_at: column("real", "ss_training_started_at"),
  finished_at: column("real", "ss_training_finished_at"),
  comment: column("text", "ss_training_comment"),
  trigger_phrase: column("text", "modelspec.trigger_phrase"),
  usage_hint: column("text", "modelspec.usage_hint"),
  tags: column("text", "modelspec.tags"),
  author: column("text", "modelspec.author"),
  license: column("text", "modelspec.license"),
  date: column("text", "modelspec.date"),
  description: column("text", "modelspec.description"),
  merged_from: column("text", "modelspec.merged_from"),
  prediction_type: column("text", "modelspec.prediction_type"),
} as const satisfies Readonly<Record<string, TrainingColumn>>;

/** Keys whose text is JSON. No other text is read as JSON: `"32"` is no number, and a title may look like a list. */
export const JSON_KEYS: ReadonlySet<string> = new Set([
  "ss_network_args",
  "ss_tag_frequency",
  "ss_dataset_dirs",
  "ss_bucket_info",
  "ss_datasets",
  "training_info",
  "software",
]);

/** Keys that hold a picture as text: they are dropped. */
export const THUMBNAIL_KEYS: ReadonlySet<string> = new Set(["modelspec.thumbnail"]);
