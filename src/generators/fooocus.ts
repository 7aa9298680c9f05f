/**
 * Fooocus.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { generatorOfFields } from "./shared/fields.ts";

/** Fooocus's own scheme (https://github.com/lllyasviel/Fooocus, `modules/meta_parser.py`). */
export const fooocus: Generator = generatorOfFields("fooocus", 1, ["usercomment", "comment"], [
  ["base_model", "performance", "sharpness"],
]);
