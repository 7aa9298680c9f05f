/**
 * mflux, which runs FLUX and others with Apple's MLX.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import { isJsonObject, valueText } from "../record/json.ts";
import { modelStem } from "../record/model_names.ts";
import type { AppliedLora } from "../record/record.ts";
import type { Generator } from "./generator.ts";
import { newShape } from "./shared/document_keys.ts";
import { listedLora, named } from "./shared/named.ts";
import {
  addParams,
  type Column,
  dropRepeats,
  fieldsOf,
  listOf,
  type Nothings,
  opened,
  promptOf,
  type Settings,
  settingsOf,
  textOf,
  textUnder,
} from "./shared/settings.ts";
import { objectOf } from "./shared/survey.ts";

const SHAPES = [newShape(["mflux_version"])];
const NOTHINGS: Nothings = new Set(["none"]);

/** `image_strength` counts the other way round than a denoising strength. */
const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["seed", "seed"],
  ["cfg_scale", "guidance"],
  ["scheduler", "scheduler"],
  ["width", "width"],
  ["height", "height"],
  ["version_tag", "mflux_version"],
  ["generation_timestamp", "created_at"],
];

/** mflux's EXIF and sidecars (https://github.com/filipstrand/mflux, `image_util.py`, `generated_image.py`). */
export const mflux: Generator = {
  name: "mflux",
  version: 1,
  keys: ["usercomment"],
  isJson: true,
  recognises: ({ text }) => objectOf(text, SHAPES) !== undefined,
  read({ text }): Findings | null {
    const object = objectOf(text, SHAPES);
    const settings = settingsOf(object);
    const prompt = opened(settings.get("prompt"));
    // Some models want a document for a prompt.
    const positive = isJsonObject(prompt) ? valueText(prompt) : promptOf(settings.get("prompt"));
    const negative = promptOf(settings.get("negative_prompt"));
    const params = new Map<string, string>();
    addParams(params, object);
    dropRepeats(params, ["prompt", "negative_prompt"], positive, negative);
    const model = textUnder(settings, ["model"], NOTHINGS);
    return {
      positive,
      negative,
      params,
      fields: { ...fieldsOf(settings, COLUMNS, NOTHINGS), model_name: modelStem(model) },
      loras: lorasOf(settings),
      resources: named("checkpoint", model, "model"),
    };
  },
};

/** A file of a repository: `moss-labs/fern:fern.safetensors`. */
const REPOSITORY = /^[\w.-]+\/[\w.-]+:/;

/** LoRAs: paths in folders of the user, of which only the names are told, with their scales. */
function lorasOf(settings: Settings): readonly AppliedLora[] {
  const scales = listOf(settings.get("lora_scales"));
  const loras: AppliedLora[] = [];
  listOf(settings.get("lora_paths")).forEach((path, i) => {
    const name = modelStem(textOf(path).replace(REPOSITORY, ""));
    loras.push(...listedLora(name, scales[i], "lora_paths"));
  });
  return loras;
}
