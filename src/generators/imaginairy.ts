/**
 * imaginAIry, whose prompts are lists of weighted parts.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import { itemsOf, type JsonValue, valueText } from "../record/json.ts";
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
  opened,
  settingsOf,
  sizeFields,
} from "./shared/settings.ts";
import { objectOf } from "./shared/survey.ts";

const SHAPES = [
  newShape(["prompt_strength", "prompts"]),
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
    const positive = partsOf(settings.get("prompts") ?? settings.get("prompt"));
    const negative = partsOf(settings.get("negative_prompt"));
    const params = new Map<string, string>();
    addParams(params, object);
    dropRepeats(params, ["prompts", "prompt", "negative_prompt"], positive, negative);
    const model = nameOf(settings.get("model")) || nameOf(settings.get("model_weights"), "name");
    const size = settings.get("size");
    const fields = {
      ...sizeFields(size === undefined ? "" : valueText(size)),
      ...fieldsOf(settings, COLUMNS, NOTHINGS),
      model_name: NOTHINGS.has(model.toLowerCase()) ? "" : modelStem(model),
    };
    return { positive, negative, params, fields };
  },
};

/** The parts of a prompt, whose weights stay among the pairs. */
function partsOf(value: JsonValue | undefined): string {
  const list = opened(value);
  const parts = itemsOf(list).map((part) => nameOf(part, "text", "prompt"));
  return parts.length === 0 ? nameOf(value) : parts.filter((part) => part !== "").join(", ");
}
