/**
 * Names of model files as programs write them: with folders of either slash, and with an ending.
 *
 * @module
 */
import { MODEL_ENDINGS } from "../sql/endings.ts";

/**
 * The name of a file without its folders.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(fileName("SD15\\moss.vae.pt"), "moss.vae.pt");
 * ```
 */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).trim();
}

/** A path without the ending of a model file; folders stay. */
export function withoutEnding(path: string): string {
  const lower = path.toLowerCase();
  for (const ending of ENDINGS) {
    if (lower.endsWith(ending)) return path.slice(0, -ending.length);
  }
  return path;
}

/** Endings of model files, the short form of one among them. */
const ENDINGS: readonly string[] = [...MODEL_ENDINGS, ".sft"];

/**
 * The name of a model without the folders and the ending of its file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(modelStem("xl/moss_v1.5.safetensors"), "moss_v1.5");
 * ```
 */
export function modelStem(path: string): string {
  const name = fileName(path);
  return withoutEnding(name) || name;
}

/**
 * Whether two names may be of one file: one may leave folders out that the other names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(mayBeOne("xl/ink/moss", "ink/moss"), true);
 * assert.equal(mayBeOne("oil/moss", "ink/moss"), false);
 * ```
 */
export function mayBeOne(path: string, other: string): boolean {
  return path === other || path.endsWith(`/${other}`) || other.endsWith(`/${path}`);
}
