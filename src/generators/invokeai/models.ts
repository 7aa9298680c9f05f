/**
 * Models in InvokeAI's records since version 3: objects with a name, in version 4 and later with a hash of InvokeAI's own.
 *
 * @module
 */
import type { JsonValue } from "../../record/json.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import { type Identity, listedLora, named } from "../shared/named.ts";
import {
  listOf,
  nameOf,
  numberOf,
  opened,
  type Settings,
  settingsOf,
  textOf,
} from "../shared/settings.ts";

/** Name of a model: of version 4 and later, of version 3, or a text. */
export function modelName(value: JsonValue | undefined): string {
  return nameOf(value, "name", "model_name");
}

/** InvokeAI's hash, whose kind stands before the colon. It is not that of the whole file, or not surely. */
function identityOf(value: JsonValue | undefined): Identity {
  const hash = textOf(settingsOf(opened(value)).get("hash"));
  const [, kind] = /^([a-z0-9_]{1,20}):/i.exec(hash) ?? [];
  return kind === undefined ? {} : { hash, hash_kind: kind.toLowerCase() };
}

/** Members that hold one model, with its type. */
const SINGLE = [
  ["model", "checkpoint"],
  ["refiner_model", "checkpoint"],
  ["vae", "vae"],
  ["t5_encoder", "text_encoder"],
  ["qwen3_encoder", "text_encoder"],
  ["clip_embed_model", "text_encoder"],
] as const;

/** Lists of models, with their type, and the members of an item that hold the model and its weight. */
const LISTS = [
  ["controlnets", "controlnet", "control_model", "control_weight"],
  ["ipadapters", "ipadapter", "ip_adapter_model", "weight"],
  ["t2iadapters", "t2i_adapter", "t2i_adapter_model", "weight"],
] as const;

/** The LoRAs of a list, version 3's under `lora`, later ones' under `model`. */
export function lorasOf(value: JsonValue | undefined, source: string): readonly AppliedLora[] {
  return listOf(value).flatMap((item) => {
    const lora = settingsOf(opened(item));
    const model = lora.get("model") ?? lora.get("lora") ?? item;
    return listedLora(modelName(model), lora.get("weight"), source, identityOf(model));
  });
}

/** Everything but LoRAs that a record names. */
export function resourcesOf(settings: Settings): readonly NamedResource[] {
  const resources: NamedResource[] = [];
  for (const [key, type] of SINGLE) {
    const value = settings.get(key);
    resources.push(...named(type, modelName(value), key, identityOf(value)));
  }
  for (const [key, type, modelKey, weightKey] of LISTS) {
    for (const item of listOf(settings.get(key))) {
      const adapter = settingsOf(opened(item));
      const model = adapter.get(modelKey) ?? adapter.get("model");
      const weight = numberOf(adapter.get(weightKey), NaN);
      const more = Number.isNaN(weight) ? {} : { weight };
      resources.push(...named(type, modelName(model), key, { ...more, ...identityOf(model) }));
    }
  }
  return resources;
}
