/**
 * StabilityMatrix (https://github.com/LykosAI/StabilityMatrix, `GenerationParameters.cs`): the same values as an infotext
 * and as JSON, and a graph beside them. Only the JSON keeps a prompt apart from what stands round it.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonObject, type JsonValue, memberOf } from "../../record/json.ts";
import { modelStem } from "../../record/model_names.ts";
import type { NamedResource } from "../../record/record.ts";
import type { Text, Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { newShape } from "../shared/document_keys.ts";
import { hashed, named } from "../shared/named.ts";
import {
  type Column,
  fieldsOf,
  listOf,
  numberOf,
  promptsAndParams,
  type Settings,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";

const SHAPES = [newShape(["positiveprompt"])];

/** The key of the JSON in PNG. */
const OWN_KEY = "parameters-json";
/** The key of the infotext, beside which the JSON stands. */
const INFOTEXT_KEY = "parameters";

/** Members of which the record has one at least beside its prompt, spelled so. */
const MARKS = ["CfgScale", "ModelName", "ModelHash", "NegativePrompt"] as const;

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler"],
  ["cfg_scale", "cfgscale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["model_hash_short", "modelhash"],
];

/** StabilityMatrix. */
export const stabilityMatrix: Generator = {
  name: "stability-matrix",
  version: 1,
  keys: [INFOTEXT_KEY, OWN_KEY, "imagedescription"],
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
  if (text.key !== INFOTEXT_KEY) return null;
  return texts.get(OWN_KEY)?.once(recordIn) ?? null;
}

function recordIn(text: Text): JsonValue | null {
  const record = objectOf(text, SHAPES);
  if (!isJsonObject(record) || memberOf(record, "PositivePrompt") === undefined) return null;
  return MARKS.some((key) => memberOf(record, key) !== undefined) ? record : null;
}

function findingsOf(record: JsonValue): Findings {
  const settings = settingsOf(record);
  const prompts = promptsAndParams(record, "positiveprompt", "negativeprompt");
  const model = textUnder(settings, ["modelname"]);
  const fields: Record<string, string> = { ...fieldsOf(settings, COLUMNS) };
  if (model !== "") fields["model_name"] = modelStem(model);
  return { ...prompts, fields, resources: resourcesOf(settings, model) };
}

function resourcesOf(settings: Settings, model: string): readonly NamedResource[] {
  const hash = hashed(textUnder(settings, ["modelhash"]));
  const resources = [
    ...named("checkpoint", model, "ModelName", { ...hash, ...version(settings) }),
  ];
  // Of other networks it knows CivitAI's numbers alone.
  for (const item of listOf(settings.get("extranetworkmodelversionids"))) {
    const id = numberOf(item, 0);
    if (Number.isSafeInteger(id) && id > 0) {
      resources.push({ type: "lora", model_version_id: id, source: "ExtraNetworkModelVersionIds" });
    }
  }
  return resources;
}

function version(settings: Settings): Pick<NamedResource, "model_version_id"> {
  const id = numberOf(settings.get("modelversionid"), 0);
  return Number.isSafeInteger(id) && id > 0 ? { model_version_id: id } : {};
}
