/**
 * Kinds of files by their names.
 *
 * @module
 */

/** Names that model files have. */
export const MODEL_NAME = /\.(?:safetensors|ckpt|pt|bin|gguf)$/i;

/** The extensions of sidecars, in the order in which they count. */
const EXTENSIONS = ["json", "txt"] as const;

/**
 * The names a sidecar of an image may have, in the order in which they count.
 *
 * @example
 * ```ts
 * import { sidecarNames } from "./names.ts";
 * if (sidecarNames("a.b.png").join() !== "a.b.json,a.b.txt") throw new Error("one extension goes");
 * ```
 */
export function sidecarNames(imageName: string): string[] {
  const dot = imageName.lastIndexOf(".");
  const stem = dot > 0 ? imageName.slice(0, dot) : imageName;
  return EXTENSIONS.map((extension) => `${stem}.${extension}`);
}
