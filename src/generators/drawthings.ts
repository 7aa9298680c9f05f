/**
 * Draw Things.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { generatorOfFields } from "./shared/fields.ts";

/** Draw Things' JSON (https://github.com/drawthingsai/draw-things-community, `ImageConverter.swift`). */
export const drawthings: Generator = generatorOfFields("drawthings", 1, ["usercomment"], [
  ["c", "uc", "scale"],
]);
