/**
 * Spaces of Hugging Face that write their settings into the picture: Animagine XL and those made after it.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { JsonValue } from "../../record/json.ts";
import { modelStem } from "../../record/model_names.ts";
import type { AppliedLora } from "../../record/record.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import { listedLora, named } from "../shared/named.ts";
import {
  type Column,
  fieldsOf,
  listOf,
  type Nothings,
  opened,
  promptsAndParams,
  settingsOf,
  sizeFields,
  textUnder,
} from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";

const SHAPES = [
  newShape(["resolution", "guidance_scale", "model"]),
  newShape(["resolution", "num_inference_steps", "model"]),
  newShape(["use_upscaler", "guidance_scale"]),
  newShape(["sdxl_style", "guidance_scale"]),
];

const NOTHINGS: Nothings = new Set(["none", "(none)", "unknown"]);

const COLUMNS: readonly Column[] = [
  ["model_hash_short", "model_hash"],
  ["steps", "num_inference_steps"],
  ["sampler", "sampler"],
  ["cfg_scale", "guidance_scale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["vae", "vae"],
];

/** The second pass, under `use_upscaler`. */
const UPSCALER: readonly Column[] = [
  ["hires_upscaler", "upscale_method"],
  ["hires_denoising", "upscaler_strength"],
];

/** Their PNG text (https://huggingface.co/spaces/cagliostrolab/animagine-xl-3.1, `app.py`). */
export const hfSpace: Generator = {
  name: "hf-space",
  version: 1,
  keys: ["usercomment"],
  isJson: true,
  recognises: ({ text }) => objectOf(text, SHAPES) !== undefined,
  read({ text }): Findings | null {
    const object = objectOf(text, SHAPES);
    const settings = settingsOf(object);
    const prompts = promptsAndParams(object, "prompt", "negative_prompt");
    const model = textUnder(settings, ["model"], NOTHINGS);
    const upscaler = settingsOf(opened(settings.get("use_upscaler")));
    const fields = {
      ...fieldsOf(settings, COLUMNS, NOTHINGS),
      // The size of the first pass.
      ...sizeFields(settings.get("resolution")),
      ...fieldsOf(upscaler, UPSCALER, NOTHINGS),
      model_name: modelStem(model),
    };
    return {
      ...prompts,
      fields,
      loras: lorasOf(settings.get("use_lora")),
      resources: named("checkpoint", model, "Model"),
    };
  },
};

/** LoRAs: one as an object, or several as a list. */
function lorasOf(value: JsonValue | undefined): readonly AppliedLora[] {
  return listOf(value).flatMap((item) => {
    const lora = settingsOf(opened(item));
    const name = textUnder(lora, ["selected_lora", "lora", "name", "model"]);
    const weight = lora.get("lora_scale") ?? lora.get("scale") ?? lora.get("weight");
    return listedLora(name, weight, "use_lora");
  });
}
