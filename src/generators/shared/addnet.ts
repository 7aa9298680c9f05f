/**
 * LoRAs of the extension sd-webui-additional-networks, which no tag names: `AddNet Model 1: moss(0a0b0c0d0e0f)`, with the
 * weights of the U-Net and of the text encoder beside it, or one for both before 2023
 * (https://github.com/kohya-ss/sd-webui-additional-networks, `scripts/additional_networks.py`).
 *
 * @module
 */
import type { KnownPair } from "../../record/build.ts";
import type { AppliedLora } from "../../record/record.ts";
import { readBoolean } from "../../record/values.ts";
import { hashed, listedLora } from "./named.ts";
import { readNameWithHash } from "./resource_readers.ts";
import { numberOf } from "./settings.ts";

/** Keys as they are written, of which a text that names LoRAs so has one. */
export const MARKS_OF_ADDNET = ["AddNet Enabled", "AddNet Model 1"] as const;

const MODEL = "addnet_model_";

/** The LoRAs among pairs, in their order; none where the extension is switched off. */
export function addNetLoras(pairs: readonly KnownPair[]): readonly AppliedLora[] {
  const models = pairs.filter(({ facts }) => facts.normal.startsWith(MODEL));
  if (models.length === 0) return [];
  const values = new Map(pairs.map(({ facts, value }) => [facts.normal, value]));
  if (readBoolean(values.get("addnet_enabled") ?? "") === false) return [];
  return models.flatMap(({ facts: { normal, written }, value }) => {
    const number = normal.slice(MODEL.length);
    const { name, hash } = readNameWithHash(value);
    const weight = values.get(`addnet_weight_a_${number}`) ?? values.get(`addnet_weight_${number}`);
    return listedLora(name, weight, written, hashed(hash ?? "")).map((lora) => {
      const te = numberOf(values.get(`addnet_weight_b_${number}`), lora.weight);
      return te === lora.weight ? lora : { ...lora, te_weight: te };
    });
  });
}
