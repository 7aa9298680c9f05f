/**
 * InvokeAI's `invokeai_metadata` since version 3 (https://github.com/invoke-ai/InvokeAI, `CoreMetadataField`). Any member may
 * be missing or null, and nodes of users write what they like.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { JsonValue } from "../../record/json.ts";
import { fileName, modelStem } from "../../record/model_names.ts";
import {
  type Column,
  type Fields,
  fieldsOf,
  promptsAndParams,
  type Settings,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";
import { lorasOf, modelName, resourcesOf } from "./models.ts";

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  // One name for both, such as `dpmpp_2m_k`.
  ["sampler", "scheduler"],
  ["scheduler", "scheduler"],
  ["cfg_scale", "cfg_scale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["clip_skip", "clip_skip"],
  ["refiner_switch_at", "refiner_start"],
  ["version_tag", "app_version"],
];

const FROM_TEXT = /(?:^|_)txt2img$/;

/** Reads a record. */
export function readMetadata(record: JsonValue): Findings {
  const settings = settingsOf(record);
  const prompts = promptsAndParams(record, "positive_prompt", "negative_prompt");
  return {
    ...prompts,
    fields: { ...fieldsOf(settings, COLUMNS), ...modelFields(settings), ...passFields(settings) },
    loras: lorasOf(settings.get("loras"), "loras"),
    resources: resourcesOf(settings),
  };
}

function modelFields(settings: Settings): Fields {
  const fields: Record<string, string> = {};
  const set = (column: string, key: string, form: (name: string) => string): void => {
    const name = modelName(settings.get(key));
    if (name !== "") fields[column] = form(name);
  };
  set("model_name", "model", modelStem);
  set("refiner_model", "refiner_model", modelStem);
  set("vae", "vae", fileName);
  return fields;
}

/** Columns of pictures made from another, of second passes and of seamless ones. */
function passFields(settings: Settings): Fields {
  const fields: Record<string, string> = {};
  const mode = textUnder(settings, ["generation_mode"]);
  const strength = textUnder(settings, ["strength"]);
  const isFromPicture = mode === "" ? settings.has("init_image") : !FROM_TEXT.test(mode);
  if (isFromPicture && strength !== "") fields["denoising_strength"] = strength;
  if (textUnder(settings, ["hrf_enabled"]) === "true") {
    const method = textUnder(settings, ["hrf_method"]);
    const share = textUnder(settings, ["hrf_strength"]);
    if (method !== "") fields["hires_upscaler"] = method;
    if (share !== "") fields["hires_denoising"] = share;
  }
  const seamless = ["seamless_x", "seamless_y"].map((key) => textUnder(settings, [key]));
  if (seamless.some((text) => text === "true")) fields["tiling"] = "true";
  else if (seamless.some((text) => text === "false")) fields["tiling"] = "false";
  return fields;
}
