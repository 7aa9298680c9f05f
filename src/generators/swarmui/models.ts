/**
 * The models of a picture of SwarmUI: LoRAs in lists that go together by position, and `sui_models`, the hashes of all.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { type JsonValue, memberOf } from "../../record/json.ts";
import { withoutEnding } from "../../record/model_names.ts";
import type { AppliedLora, NamedResource, UsageStage } from "../../record/record.ts";
import { hashKind } from "../../record/values.ts";
import { hashed, type Identity, listedLora, named } from "../shared/named.ts";
import {
  commaListOf,
  listOf,
  type Nothings,
  numberOf,
  opened,
  type Settings,
  textOf,
} from "../shared/settings.ts";

/** Words for "none". */
export const NOTHINGS: Nothings = new Set(["none", "automatic", "(none)", "(use base)", ""]);

/** SHA-256 of what follows a file's header: of the tensors, not of the file. */
const TENSOR_HASH = "tensor_sha256";

/** Kinds of resources by the setting that names them. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["model", "checkpoint"],
  ["refinermodel", "checkpoint"],
  ["vae", "vae"],
  ["refinervae", "vae"],
  ["controlnetmodel", "controlnet"],
  ["used_embeddings", "embedding"],
  ["loras", "lora"],
]);

/** Settings that name one model, with the one that weighs it. */
const SINGLE = [
  ["model", ""],
  ["refinermodel", ""],
  ["vae", ""],
  ["controlnetmodel", "controlnetstrength"],
] as const;

const MODEL_UPSCALER = /^(?:latent)?model-/;

/** Reads the LoRAs and the other models. */
export function readModels(
  settings: Settings,
  extra: Settings,
  models: JsonValue | undefined,
): Required<Pick<Findings, "loras" | "resources">> {
  const hashes = new HashList(models);
  const loras = readLoras(settings, hashes);
  const resources: NamedResource[] = [];
  for (const [key, weightKey] of SINGLE) {
    const name = textOf(settings.get(key));
    const weight = numberOf(settings.get(weightKey), NaN);
    const more = Number.isNaN(weight) ? {} : { weight };
    resources.push(
      ...named(TYPES.get(key) ?? key, name, key, { ...more, ...hashes.take(key, name) }, NOTHINGS),
    );
  }
  const upscaler = textOf(settings.get("refinerupscalemethod"));
  if (MODEL_UPSCALER.test(upscaler) && numberOf(settings.get("refinerupscale"), 1) > 1) {
    const name = upscaler.replace(MODEL_UPSCALER, "");
    resources.push(...named("upscaler", name, "refinerupscalemethod"));
  }
  for (const item of commaListOf(extra.get("used_embeddings") ?? settings.get("used_embeddings"))) {
    const name = textOf(item);
    const identity = hashes.take("used_embeddings", name);
    resources.push(...named("embedding", name, "used_embeddings", identity));
  }
  for (const { name, param, identity } of hashes.rest()) {
    // Older versions name LoRAs in tags alone.
    if (param === "loras") loras.push(...listedLora(name, undefined, "sui_models", identity));
    else resources.push(...named(TYPES.get(param) ?? param, name, "sui_models", identity));
  }
  return { loras, resources };
}

function readLoras(settings: Settings, hashes: HashList): AppliedLora[] {
  const weights = commaListOf(settings.get("loraweights"));
  const textWeights = commaListOf(settings.get("loratencweights"));
  const sections = commaListOf(settings.get("lorasectionconfinement"));
  const loras: AppliedLora[] = [];
  commaListOf(settings.get("loras")).forEach((item, i) => {
    const name = textOf(item);
    const [lora] = listedLora(name, weights[i], "loras", hashes.take("loras", name));
    if (lora === undefined) return;
    const te = numberOf(textWeights[i], lora.weight);
    const stage = stageOf(numberOf(sections[i], 0));
    loras.push({
      ...lora,
      ...(te === lora.weight ? {} : { te_weight: te }),
      ...(stage === "base" ? {} : { stage }),
    });
  });
  return loras;
}

/** Numbers of sections of the prompt (`SectionID_…` in `T2IParamInput.cs`); those of segments follow them. */
const REFINER_SECTION = 1;
const FIRST_SEGMENT = 10;

/** The pass that a LoRA of a section works on. */
function stageOf(section: number): UsageStage {
  if (section === REFINER_SECTION) return "refiner";
  return section >= FIRST_SEGMENT ? "detailer" : "base";
}

/** A model of `sui_models`. */
interface HashedModel {
  readonly name: string;
  readonly param: string;
  readonly identity: Identity;
}

/** The list `sui_models`, each of which goes to what names it. */
class HashList {
  private readonly left: Map<string, HashedModel> = new Map();

  constructor(models: JsonValue | undefined) {
    for (const model of listOf(models)) {
      const item = opened(model);
      const name = textOf(memberOf(item, "name"));
      const param = textOf(memberOf(item, "param"));
      const hash = textOf(memberOf(item, "hash")).replace(/^0x/i, "");
      if (name === "" || param === "") continue;
      const identity = hashKind(hash) === "sha256" ? hashed(hash, TENSOR_HASH) : {};
      this.left.set(keyOf(param, name), { name, param, identity });
    }
  }

  /** The hash of a model that something names. */
  take(param: string, name: string): Identity {
    const key = keyOf(param, name);
    const found = this.left.get(key);
    this.left.delete(key);
    return found === undefined ? {} : found.identity;
  }

  /** The models that nothing named. */
  rest(): readonly HashedModel[] {
    return [...this.left.values()];
  }
}

/** Settings leave the ending of a file off, the list does not. */
function keyOf(param: string, name: string): string {
  return `${param} ${withoutEnding(name).replace(/\\/g, "/").toLowerCase()}`;
}
