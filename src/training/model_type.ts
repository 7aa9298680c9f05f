/**
 * Types of models, told by their metadata, by the names of its tensors, or by their shapes.
 *
 * @module
 */

/** A tensor's entry as JSON.parse gives it; nothing about it is sure. */
export type TensorEntries = ReadonlyArray<readonly [name: string, entry: unknown]>;

/** The words behind the slash of `modelspec.architecture`. */
const ARCHITECTURE_TYPES: ReadonlyMap<string, string> = new Map([
  ["lora", "lora"],
  ["lycoris", "lora"],
  ["textual-inversion", "embedding"],
  ["controlnet", "controlnet"],
  ["vae", "vae"],
  ["hypernetwork", "hypernetwork"],
]);

/** Names of tensors, the most telling first: a LoRA of a VAE is a LoRA, a checkpoint holds a VAE. */
const NAME_RULES: readonly (readonly [type: string, pattern: RegExp])[] = [
  [
    "lora",
    /(?:^|[._])lora_(?:unet|te\d?|down|up|mid|[AB])(?:[._]|$)|[._]lora\.(?:down|up)\.|\.(?:hada_w[12]_[ab]|lokr_w[12](?:_[ab])?|dora_scale|oft_blocks|oft_diag|on_input|diff_b)$/,
  ],
  ["controlnet", /^(?:control_model|controlnet_\w+|input_hint_block|control_[a-z]+_blocks)\./],
  [
    "checkpoint",
    /^(?:model\.diffusion_model|diffusion_model|double_blocks|single_blocks|transformer_blocks|joint_blocks|down_blocks\.\d+\.attentions|cond_stage_model|conditioner\.embedders)\./,
  ],
  [
    "vae",
    /^(?:first_stage_model\.)?(?:encoder|decoder)\.(?:down|up|mid|conv_in|down_blocks|up_blocks)\b/,
  ],
  [
    "text_encoder",
    /^(?:text_model|encoder\.block|text_encoders?\.|transformer\.text_model|shared\.weight)/,
  ],
  ["embedding", /^(?:emb_params|string_to_param\..*|clip_[lg]|t5xxl)$/],
  ["upscaler", /^(?:model\.\d+\.|body\.\d+\.|conv_first\.|RRDB_trunk\.)/],
];

/** Widths of the vectors that embeddings are made of. */
const EMBEDDING_WIDTHS: ReadonlySet<number> = new Set([768, 1024, 1280, 2048, 4096]);
const MAX_VECTORS = 256;

/**
 * The type of a model, or null.
 *
 * @param architecture `modelspec.architecture`.
 * @param module `ss_network_module`.
 */
export function modelType(
  architecture: string | null,
  module: string | null,
  tensors: TensorEntries,
): string | null {
  if (architecture !== null && architecture !== "") {
    const [, suffix] = architecture.split("/");
    if (suffix === undefined) return "checkpoint";
    const known = ARCHITECTURE_TYPES.get(suffix.toLowerCase());
    if (known !== undefined) return known;
  }
  if (module !== null && module !== "") return "lora";
  for (const [type, pattern] of NAME_RULES) {
    if (tensors.some(([name]) => pattern.test(name))) return type;
  }
  return tensors.length > 0 && tensors.length <= 2 && tensors.every(isVectors) ? "embedding" : null;
}

function isVectors([, entry]: TensorEntries[number]): boolean {
  const shape: unknown = (entry as { shape?: unknown } | null)?.shape;
  return Array.isArray(shape) && shape.length === 2 && Number(shape[0]) <= MAX_VECTORS &&
    EMBEDDING_WIDTHS.has(Number(shape[1]));
}
