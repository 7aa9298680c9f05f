/**
 * CivitAI's `meta` of a picture: generation fields, and lists of the models that they name.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonValue,
  memberOf,
  valueText,
} from "../../record/json.ts";
import { fileName, modelStem } from "../../record/model_names.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import type { Text } from "../../record/texts.ts";
import { readCivitaiResources } from "../../record/version_resources.ts";
import { readReal } from "../../record/values.ts";
import { fromFields } from "../shared/fields.ts";
import {
  type Fields,
  listOf,
  nameOf,
  type Nothings,
  opened,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";

const NOTHINGS: Nothings = new Set(["none", "default", "automatic"]);

/** Lists that only CivitAI writes. */
const LISTS = ["additionalResources", "civitaiResources"] as const;
/** Members of objects that other programs write in a like form. */
const FOREIGN = [
  "sdVae",
  "samplerName",
  "ksamplerName",
  "sui_image_params",
  "use_stable_diffusion_model",
];
/** Lists of models with names. */
const RESOURCE_LISTS = ["additionalResources", "resources"] as const;

/** The meta that a document is, or holds as an answer of the site and a downloader's file do; `undefined` where it is none. */
export function metaOf({ json }: Text): JsonValue | undefined {
  const inside = ["meta", "generation"].map((key) => opened(memberOf(json, key)));
  return [json, ...inside, ...inside.map((value) => opened(memberOf(value, "meta")))].find(isMeta);
}

function isMeta(value: JsonValue | undefined): boolean {
  const has = (key: string): boolean => memberOf(value, key) !== undefined;
  if (!isJsonObject(value) || FOREIGN.some(has) || isJsonObject(memberOf(value, "baseModel"))) {
    return false;
  }
  return LISTS.some((key) => isJsonArray(opened(memberOf(value, key)))) ||
    typeof memberOf(value, "prompt") === "string" && has("cfgScale") &&
      (has("sampler") || has("seed"));
}

/** Reads a meta. */
export function readMeta(meta: JsonValue): Findings {
  const found = fromFields(meta, "");
  return {
    ...found,
    fields: columnsOf(meta),
    loras: lorasOf(meta, found.loras ?? []),
    resources: resourcesOf(meta),
  };
}

/** Columns whose keys are CivitAI's own. A graph's meta has lists of names where an infotext's has one. */
function columnsOf(meta: JsonValue): Fields {
  const settings = settingsOf(meta);
  const [model = ""] = namesIn(meta, "models");
  const [vae = ""] = namesIn(meta, "vaes");
  const fields = {
    model_name: modelStem(textUnder(settings, ["model"], NOTHINGS) || model),
    vae: fileName(textUnder(settings, ["vae"], NOTHINGS) || vae),
    denoising_strength: textUnder(settings, ["denoise", "denoising_strength"]),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ""));
}

function namesIn(meta: JsonValue, key: string): string[] {
  const names = listOf(memberOf(meta, key)).map((item) => nameOf(item, "name"));
  return names.filter((name) => name !== "" && !NOTHINGS.has(name.toLowerCase()));
}

/** LoRAs under keys of their own, and those of both lists that have a name; the first one that names a LoRA counts. */
function lorasOf(meta: JsonValue, keyed: readonly AppliedLora[]): AppliedLora[] {
  const found = new Map(keyed.map((lora) => [modelStem(lora.name), lora]));
  for (const source of RESOURCE_LISTS) {
    for (const item of listOf(memberOf(meta, source)).map(opened)) {
      const [lora] = readCivitaiResources(`[${valueText(item ?? null)}]`);
      if (lora === undefined || lora.type !== "lora" || lora.name === null) continue;
      const { name, hash, model_version_id } = lora;
      if (found.has(modelStem(name))) continue;
      const weight = lora.weight ?? 1;
      const te = readReal(textUnder(settingsOf(item), ["strengthclip"]));
      const te_weight = te === weight ? null : te;
      found.set(modelStem(name), {
        name,
        weight,
        te_weight,
        hash,
        model_version_id,
        origin: "list",
        source,
      });
    }
  }
  return [...found.values()];
}

/** Lists of a graph's meta, with the type of what they name. */
const NAME_LISTS = [["models", "checkpoint"], ["vaes", "vae"], ["upscalers", "upscaler"]] as const;

/** What the lists name besides LoRAs, those without a name included. */
function resourcesOf(meta: JsonValue): NamedResource[] {
  const listed = RESOURCE_LISTS.flatMap((source) =>
    listOf(memberOf(meta, source)).map(opened)
      .flatMap((item) => readCivitaiResources(`[${valueText(item ?? null)}]`))
      .filter(({ type, name }) => type !== "lora" || name === null)
      .map((resource) => ({ ...resource, source }))
  );
  const named = NAME_LISTS.flatMap(([source, type]) =>
    namesIn(meta, source).map((name) => ({ type, name, source }))
  );
  return [...named, ...listed];
}
