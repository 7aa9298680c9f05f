/**
 * Draw Things: JSON in XMP or EXIF (https://github.com/drawthingsai/draw-things-community, `ImageConverter.swift`). The
 * description beside it says less, and is an infotext where it stands alone.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { JsonValue } from "../../record/json.ts";
import { modelStem } from "../../record/model_names.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import type { Text, Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import { listedLora, named } from "../shared/named.ts";
import {
  type Column,
  type Fields,
  fieldsOf,
  listOf,
  nameOf,
  numberOf,
  opened,
  promptsAndParams,
  type Settings,
  settingsOf,
  sizeFields,
  textUnder,
} from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";

const SHAPES = [
  newShape(["seed_mode", "c"]),
  newShape(["seed_mode", "uc"]),
  newShape(["uc", "c", "scale"]),
  newShape(["uc", "c", "v2"]),
];

/** The key of the JSON. */
const OWN_KEY = "usercomment";
/** Keys of the description beside it, which stands before it in some containers. */
const DESCRIPTIONS = ["dc:description", "imagedescription", "description"] as const;

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler"],
  ["cfg_scale", "scale"],
  ["seed", "seed"],
  ["clip_skip", "clip_skip"],
];

/** The same in the whole configuration, in which the sampler is a number. */
const CONFIGURED: readonly Column[] = [
  ["steps", "steps"],
  ["cfg_scale", "guidancescale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["clip_skip", "clipskip"],
];

/** Draw Things. */
export const drawthings: Generator = {
  name: "drawthings",
  version: 2,
  keys: [OWN_KEY, ...DESCRIPTIONS],
  needsKey: true,
  recognises: (texts) => recordOf(texts) !== null,
  read(texts): Findings | null {
    const record = recordOf(texts);
    return record === null ? null : findingsOf(record);
  },
};

/** The record that the text in question is, or that stands beside it. */
function recordOf(texts: Texts): JsonValue | null {
  const { text } = texts;
  if (text.json !== undefined) return text.once(recordIn);
  const isDescription = DESCRIPTIONS.some((key) => key === text.key);
  return isDescription ? texts.get(OWN_KEY)?.once(recordIn) ?? null : null;
}

function recordIn(text: Text): JsonValue | null {
  return objectOf(text, SHAPES) ?? null;
}

function findingsOf(record: JsonValue): Findings {
  const settings = settingsOf(record);
  const configuration = settingsOf(opened(settings.get("v2")));
  const prompts = promptsAndParams(record, "c", "uc");
  const model = textUnder(settings, ["model"]) || textUnder(configuration, ["model"]);
  const fields = {
    ...fieldsOf(configuration, CONFIGURED),
    ...fieldsOf(settings, COLUMNS),
    ...sizeFields(settings.get("size")),
    ...(model === "" ? {} : { model_name: modelStem(model) }),
    ...passFields(settings),
  };
  return {
    ...prompts,
    fields,
    loras: lorasOf(settings, configuration),
    resources: [
      ...named("checkpoint", model, "model"),
      ...named("checkpoint", textUnder(settings, ["refiner"]), "refiner"),
      ...named("upscaler", textUnder(settings, ["upscaler"]), "upscaler"),
      ...controlsOf(settings),
    ],
  };
}

/** Columns of pictures made from another, and of second passes. */
function passFields(settings: Settings): Fields {
  const fields: Record<string, string> = {};
  const strength = numberOf(settings.get("strength"), 1);
  if (strength < 1) fields["denoising_strength"] = textUnder(settings, ["strength"]);
  if (textUnder(settings, ["hires_fix"]) === "true") {
    fields["hires_denoising"] = textUnder(settings, ["second_stage_strength"]);
  }
  const refiner = textUnder(settings, ["refiner"], new Set(["none"]));
  if (refiner !== "") {
    fields["refiner_model"] = modelStem(refiner);
    fields["refiner_switch_at"] = share(textUnder(settings, ["refiner_start"]));
  }
  return fields;
}

/** A share of one; older versions write it in percent. */
function share(text: string): string {
  const [, percent] = /^([\d.]+)\s*%$/.exec(text) ?? [];
  return percent === undefined ? text : String(Number(percent) / 100);
}

/** The list names those that were there to be applied; the configuration all that were asked for. */
function lorasOf(settings: Settings, configuration: Settings): readonly AppliedLora[] {
  const own = listOf(settings.get("lora"));
  const [list, source] = own.length > 0
    ? [own, "lora"]
    : [listOf(configuration.get("loras")), "v2.loras"];
  return list.flatMap((item) => {
    const lora = settingsOf(opened(item));
    return listedLora(nameOf(item, "model", "file"), lora.get("weight"), source);
  });
}

function controlsOf(settings: Settings): readonly NamedResource[] {
  return listOf(settings.get("control")).flatMap((item) => {
    const weight = numberOf(settingsOf(opened(item)).get("weight"), NaN);
    const more = Number.isNaN(weight) ? {} : { weight };
    return named("controlnet", nameOf(item, "model", "file"), "control", more);
  });
}
