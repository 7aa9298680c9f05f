/**
 * SwarmUI, StableSwarmUI before.
 *
 * Its metadata are described in https://github.com/mcmonkeyprojects/SwarmUI/blob/master/docs/Image%20Metadata%20Format.md:
 * no member is sure to be there, and each may be a string.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonObject, type JsonValue } from "../../record/json.ts";
import { fileName, modelStem } from "../../record/model_names.ts";
import type { Text } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import {
  addParams,
  type Column,
  dropRepeats,
  type Fields,
  fieldsOf,
  numberOf,
  opened,
  promptOf,
  type Settings,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";
import { NOTHINGS, readModels } from "./models.ts";

const SHAPES = [newShape(["sui_image_params"])];

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler", "comfyuisampler"],
  ["scheduler", "scheduler", "comfyuischeduler"],
  ["cfg_scale", "cfgscale"],
  ["seed", "seed"],
  ["subseed", "variationseed"],
  ["subseed_strength", "variationseedstrength"],
  ["width", "width"],
  ["height", "height"],
  ["denoising_strength", "initimagecreativity"],
  ["version_tag", "swarm_version"],
];

/** SwarmUI. */
export const swarmui: Generator = {
  name: "swarmui",
  version: 2,
  keys: ["parameters", "usercomment"],
  isJson: true,
  recognises: ({ text }) => text.json !== undefined && text.once(recordIn) !== null,
  read({ text }): Findings | null {
    const record = text.once(recordIn);
    return record === null ? null : findingsOf(record);
  },
};

/** The record, and what stands beside the settings in it. */
interface SwarmRecord {
  readonly settings: JsonValue;
  readonly extra: JsonValue | undefined;
  readonly models: JsonValue | undefined;
}

function recordIn(text: Text): SwarmRecord | null {
  const record = settingsOf(objectOf(text, SHAPES));
  const settings = opened(record.get("sui_image_params"));
  if (!isJsonObject(settings)) return null;
  return {
    settings,
    extra: opened(record.get("sui_extra_data")),
    models: record.get("sui_models"),
  };
}

function findingsOf(record: SwarmRecord): Findings {
  const settings = settingsOf(record.settings);
  const extra = settingsOf(record.extra);
  const positive = promptOf(settings.get("prompt"));
  const negative = promptOf(settings.get("negativeprompt"));
  const params = new Map<string, string>();
  addParams(params, record.settings);
  addParams(params, record.extra);
  dropRepeats(params, ["prompt", "negativeprompt"], positive, negative);
  const models = readModels(settings, extra, record.models);
  const date = textUnder(extra, ["date"]) || textUnder(settings, ["date"]);
  const fields = {
    ...fieldsOf(settings, COLUMNS, NOTHINGS),
    ...(date === "" ? {} : { generation_timestamp: date }),
    ...otherFields(settings),
  };
  return { positive, negative, params, fields, ...models };
}

/** Columns whose values are not those of the settings. */
function otherFields(settings: Settings): Fields {
  const fields: Record<string, string> = {};
  const name = (column: string, key: string, form: (name: string) => string): void => {
    const text = textUnder(settings, [key], NOTHINGS);
    if (text !== "") fields[column] = form(text);
  };
  name("model_name", "model", modelStem);
  name("refiner_model", "refinermodel", modelStem);
  name("vae", "vae", fileName);
  const skip = numberOf(settings.get("clipstopatlayer"), 0);
  // Layers are counted from the end.
  if (Number.isInteger(skip) && skip < 0) fields["clip_skip"] = String(-skip);
  const control = numberOf(settings.get("refinercontrolpercentage"), NaN);
  if (numberOf(settings.get("refinerupscale"), 1) > 1) {
    name("hires_upscaler", "refinerupscalemethod", (method) => method);
    name("hires_steps", "refinersteps", (steps) => steps);
    name("hires_denoising", "refinercontrolpercentage", (share) => share);
  } else if (control >= 0 && control <= 1) {
    // The refiner takes the last part of the steps.
    fields["refiner_switch_at"] = String(Number((1 - control).toFixed(6)));
  }
  return fields;
}
