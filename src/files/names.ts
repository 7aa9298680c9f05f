/**
 * Kinds of files by their names.
 *
 * @module
 */
import { MODEL_ENDINGS } from "../sql/endings.ts";

import { IMAGE_ENDINGS } from "../image/formats.ts";

/** Names that pictures have, of all formats. */
export const IMAGE_NAME = new RegExp(
  `\\.(?:${IMAGE_ENDINGS.map((ending) => ending.slice(1)).join("|")})$`,
  "i",
);

/** Names that model files have. */
export const MODEL_NAME = new RegExp(
  `\\.(?:${MODEL_ENDINGS.map((ending) => ending.slice(1)).join("|")})$`,
  "i",
);

/** Endings of sidecars behind the name of the image without its own, or behind its whole name, in the order in which they count. */
const SIDECARS: readonly (readonly [isWhole: boolean, ending: string])[] = [
  [false, ".json"],
  [true, ".json"],
  [false, ".swarm.json"],
  [false, ".metadata.json"],
  [false, ".txt"],
];

/**
 * The names a sidecar of an image may have, in the order in which they count: those of A1111, of gallery-dl and others, of
 * SwarmUI and of mflux.
 *
 * @example
 * ```ts
 * import { sidecarNames } from "./names.ts";
 * const names = "a.b.json,a.b.png.json,a.b.swarm.json,a.b.metadata.json,a.b.txt";
 * if (sidecarNames("a.b.png").join() !== names) throw new Error("one extension goes");
 * ```
 */
export function sidecarNames(imageName: string): string[] {
  const stem = stemOf(imageName);
  const names = SIDECARS.map(([isWhole, ending]) => (isWhole ? imageName : stem) + ending);
  return [...new Set(names)];
}

/** A name without its last ending. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Whether a file of this name is one that a scan looks at for its own sake. */
export function isPictureOrModel(name: string): boolean {
  return IMAGE_NAME.test(name) || MODEL_NAME.test(name);
}

/**
 * The names of the images that a file of this name may be a sidecar of.
 *
 * @example
 * ```ts
 * import { picturesBeside } from "./names.ts";
 * if (!picturesBeside("a.txt").includes("a.png")) throw new Error("the ending is another");
 * if (!picturesBeside("a.png.json").includes("a.png")) throw new Error("the whole name is there");
 * ```
 */
export function picturesBeside(name: string): string[] {
  return SIDECARS.filter(([, ending]) => name.endsWith(ending)).flatMap(([isWhole, ending]) => {
    const base = name.slice(0, -ending.length);
    if (!isWhole) return IMAGE_ENDINGS.map((image) => base + image);
    return IMAGE_NAME.test(base) ? [base] : [];
  });
}
