/**
 * TensorArt (https://tensor.art), whose pictures hold its own JSON beside a graph.
 *
 * Nothing of its writer is public; the members are those of its pictures.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import { isJsonObject, type JsonValue } from "../record/json.ts";
import { fileName, modelStem } from "../record/model_names.ts";
import type { AppliedLora, NamedResource } from "../record/record.ts";
import type { Text } from "../record/texts.ts";
import type { Generator } from "./generator.ts";
import { newShape } from "./shared/document_keys.ts";
import { hashed, listedLora, named } from "./shared/named.ts";
import {
  type Column,
  fieldsOf,
  listOf,
  type Nothings,
  numberOf,
  opened,
  promptsAndParams,
  type Settings,
  settingsOf,
  textOf,
  textUnder,
} from "./shared/settings.ts";
import { objectOf } from "./shared/survey.ts";

const NOTHINGS: Nothings = new Set(["none", "automatic", "-1"]);

const SHAPES = [
  newShape(["ksamplername"]),
  newShape(["etanoiseseeddelta", "basemodel"]),
  newShape(["workengine", "basemodel"]),
  newShape(["imagecount", "basemodel"]),
  newShape(["basemodel", "negativeprompt"]),
];

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "ksamplername", "samplername"],
  ["scheduler", "schedule"],
  ["cfg_scale", "cfgscale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["clip_skip", "clipskip"],
  ["denoising_strength", "denoisingstrength"],
];

/** TensorArt. */
export const tensorart: Generator = {
  name: "tensorart",
  version: 1,
  keys: ["generation_data", "usercomment"],
  isJson: true,
  recognises: ({ text }) => text.json !== undefined && text.once(recordIn) !== null,
  read({ text }): Findings | null {
    const record = text.once(recordIn);
    return record === null ? null : findingsOf(record);
  },
};

/** The record: a key of its own, or a checkpoint that is an object, tells it from those of others. */
function recordIn(text: Text): JsonValue | null {
  const record = objectOf(text, SHAPES);
  const settings = settingsOf(record);
  const isOwn = settings.has("ksamplername") || isJsonObject(opened(settings.get("basemodel")));
  return record !== undefined && isOwn ? record : null;
}

function findingsOf(record: JsonValue): Findings {
  const settings = settingsOf(record);
  const prompts = promptsAndParams(record, "prompt", "negativeprompt");
  const model = modelOf(settings.get("basemodel"));
  const vae = textUnder(settings, ["sdvae", "vae"], NOTHINGS);
  const fields: Record<string, string> = { ...fieldsOf(settings, COLUMNS, NOTHINGS) };
  if (model.name !== "") fields["model_name"] = modelStem(model.name);
  if (model.hash !== "") fields["model_hash_short"] = model.hash;
  if (vae !== "") fields["vae"] = fileName(vae);
  return {
    ...prompts,
    fields,
    loras: lorasOf(settings),
    resources: [
      ...named("checkpoint", model.name, "baseModel", hashed(model.hash)),
      ...named("vae", vae, "sdVae"),
      ...othersOf(settings),
    ],
  };
}

/** A model: its file's name without ending, else its label. */
function modelOf(value: JsonValue | undefined): { name: string; hash: string; settings: Settings } {
  const settings = settingsOf(opened(value));
  return {
    name: textUnder(settings, ["modelfilename", "label"]),
    hash: textUnder(settings, ["hash"]),
    settings,
  };
}

const LORA_TYPES: ReadonlySet<string> = new Set(["lora", "lycoris", "locon", "dora", ""]);

function typeOf(settings: Settings): string {
  return textOf(settings.get("type")).toLowerCase();
}

function lorasOf(settings: Settings): readonly AppliedLora[] {
  const loras: AppliedLora[] = [];
  for (const item of listOf(settings.get("models"))) {
    const { name, hash, settings: model } = modelOf(item);
    if (LORA_TYPES.has(typeOf(model))) {
      loras.push(...listedLora(name, model.get("weight"), "models", hashed(hash)));
    }
  }
  return loras;
}

/** Models of the list that are no LoRAs. */
function othersOf(settings: Settings): readonly NamedResource[] {
  const resources: NamedResource[] = [];
  for (const item of listOf(settings.get("models"))) {
    const { name, hash, settings: model } = modelOf(item);
    const type = typeOf(model);
    if (LORA_TYPES.has(type)) continue;
    const weight = numberOf(model.get("weight"), NaN);
    const more = Number.isNaN(weight) ? {} : { weight };
    resources.push(...named(type, name, "models", { ...more, ...hashed(hash) }));
  }
  return resources;
}
