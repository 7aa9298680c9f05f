/**
 * SwarmUI.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { generatorOfFields } from "./shared/fields.ts";

/** SwarmUI's metadata (https://github.com/mcmonkeyprojects/SwarmUI, `docs/Image Metadata Format.md`). */
export const swarmui: Generator = generatorOfFields("swarmui", 1, ["usercomment"], [
  ["sui_image_params"],
]);
