/**
 * Stamps of readers, as `files.read_with` holds them: a file is read again once when a newer one would read it differently.
 *
 * @module
 */
import type { FileKind } from "./row.ts";

/**
 * Stamps of today's readers: one for each container of pictures; `image` for pictures of no known container, which a new format
 * may take for its own; `model` for all model files.
 */
export interface Stamps extends Readonly<Record<string, string>> {
  readonly image: string;
  readonly model: string;
}

/** Behind the stamp of a file without a text whose pixels were not looked at. */
const VISIBLE = " visible";

/** The stamp of a file in which no text was found, and none looked for in the pixels. */
export function visibleStamp(stamp: string): string {
  return stamp + VISIBLE;
}

/**
 * Stamps of readings that would be the same today.
 *
 * @param readHidden Whether texts are looked for in pixels: else it does not matter where that was done.
 */
export function stampsThatCount(stamps: Stamps, readHidden: boolean): readonly string[] {
  const all = Object.values(stamps);
  return readHidden ? all : [...all, ...all.map(visibleStamp)];
}

/**
 * The stamp of the reader that reads a file today.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const stamps = { png: "png 2", image: "image 1", model: "model 1" };
 * assert.equal(stampOf(stamps, "image", "png"), "png 2");
 * assert.equal(stampOf(stamps, "image", null), "image 1");
 * assert.equal(stampOf(stamps, "model", "zip"), "model 1");
 * ```
 */
export function stampOf(stamps: Stamps, kind: FileKind, container: string | null): string {
  return kind === "model" ? stamps.model : stamps[container ?? "image"] ?? stamps.image;
}
