/**
 * Endings of the names of model files.
 *
 * @module
 */

/** Endings of model files, lower case; every other dot is part of a name, as in `style_v0.178`. */
export const MODEL_ENDINGS = [".safetensors", ".ckpt", ".gguf", ".bin", ".pt"] as const;
