/**
 * Easy Diffusion.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { generatorOfFields } from "./shared/fields.ts";

/** Easy Diffusion's JSON (https://github.com/easydiffusion/easydiffusion, `task_data`). */
export const easydiffusion: Generator = generatorOfFields("easydiffusion", 1, ["usercomment"], [
  ["use_stable_diffusion_model"],
]);
