/**
 * imaginAIry, whose prompts are lists of weighted parts.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import { modelStem } from "../record/model_names.ts";
import type { Generator } from "./generator.ts";
import { newShape } from "./shared/document_keys.ts";
import {
  addParams,
  type Column,
  dropRepeats,
  fieldsOf,
  nameOf,
  type Nothings,
  settingsOf,
  sizeFields,
} from "./shared/settings.ts";
import { objectOf } from "./shared/survey.ts";
import { weightedPrompts } from "./shared/weighted.ts";

const SHAPES = [
  newShape(["prompt_strength", "prompts"]),
  newShape(["prompts", "sampler_type"]),
  newShape(["prompts", "solver_type"]),
  newShape(["prompt_strength", "sampler_type"]),
  newShape(["prompt_strength", "solver_type"]),
];

const NOTHINGS: Nothings = new Set(["none"]);

/** `prompt_strength` is the guidance; `init_image_strength` tells how much of the other picture stays. */
const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler_type", "solver_type"],
  ["cfg_scale", "prompt_strength"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
];

/** imaginAIry's EXIF (https://github.com/brycedrennan/imaginAIry, `schema.py`). */
export const imaginairy: Generator = {
  name: "imaginairy",
  version: 1,
  keys: ["usercomment"],
  isJson: true,
  recognises: ({ text }) => objectOf(text, SHAPES) !== undefined,
  read({ text }): Findings | null {
    const object = objectOf(text, SHAPES);
    const settings = settingsOf(object);
    const prompts = weightedPrompts(settings.get("prompts") ?? settings.get("prompt"));
    const { positive } = prompts;
    const negative = weightedPrompts(settings.get("negative_prompt")).positive || prompts.negative;
    const params = new Map<string, string>();
    addParams(params, object);
    dropRepeats(params, ["prompts", "prompt", "negative_prompt"], positive, negative);
    const model = nameOf(settings.get("model")) || nameOf(settings.get("model_weights"), "name");
    const fields = {
      ...sizeFields(settings.get("size")),
      ...fieldsOf(settings, COLUMNS, NOTHINGS),
      model_name: NOTHINGS.has(model.toLowerCase()) ? "" : modelStem(model),
    };
    return { positive, negative, params, fields };
  },
};
