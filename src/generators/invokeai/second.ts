/**
 * InvokeAI's `sd-metadata` of versions 2.0 to 2.3, `dream_metadata` of early ones of 3.0
 * (https://github.com/invoke-ai/InvokeAI/blob/v2.2.5/ldm/invoke/args.py, `metadata_dumps`).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonArray, itemsOf, type JsonValue, memberOf } from "../../record/json.ts";
import { modelStem } from "../../record/model_names.ts";
import { hashKind } from "../../record/values.ts";
import { hashed, named } from "../shared/named.ts";
import {
  addParams,
  type Column,
  dropRepeats,
  fieldsOf,
  listOf,
  opened,
  promptOf,
  settingsOf,
  textOf,
  textUnder,
} from "../shared/settings.ts";
import { type Prompts, splitBrackets } from "./bracketed.ts";

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler"],
  ["cfg_scale", "cfg_scale"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
  ["tiling", "seamless"],
];

/** Types of postprocessing that restore faces. */
const FACES: ReadonlySet<string> = new Set(["gfpgan", "codeformer"]);

/** A picture that was made of noise alone; others state a strength that was used. */
const FROM_TEXT = "txt2img";

/** Reads a record whose settings stand under `image`. */
export function readSecond(record: JsonValue): Findings {
  const around = settingsOf(record);
  const image = opened(around.get("image"));
  const settings = settingsOf(image);
  const { positive, negative } = writtenPrompts(opened(settings.get("prompt")));
  const params = new Map<string, string>();
  addParams(params, image);
  addParams(params, record);
  params.delete("image");
  dropRepeats(params, ["prompt"], positive);
  const fields: Record<string, string> = {
    ...fieldsOf(settings, COLUMNS),
    ...fieldsOf(around, [["version_tag", "app_version"]]),
  };
  const model = textUnder(around, ["model_weights"]);
  const hash = textUnder(around, ["model_hash"]);
  if (model !== "") fields["model_name"] = modelStem(model);
  if (hashKind(hash) !== null) fields["model_hash_short"] = hash;
  const type = textUnder(settings, ["type"]);
  const strength = textUnder(settings, ["strength"]);
  if (type !== "" && type !== FROM_TEXT && strength !== "") {
    fields["denoising_strength"] = strength;
  }
  for (const step of listOf(settings.get("postprocessing"))) {
    const name = textOf(memberOf(opened(step), "type"));
    if (FACES.has(name)) fields["face_restoration"] = name;
  }
  const resources = named("checkpoint", model, "model_weights", hashKind(hash) ? hashed(hash) : {});
  return { positive, negative, params, fields, resources };
}

/** The prompts of a text, or of a list of weighted ones, which are one after another. */
function writtenPrompts(value: JsonValue | undefined): Prompts {
  const parts = (isJsonArray(value) ? itemsOf(value) : [value ?? null])
    .map((part) => splitBrackets(promptOf(memberOf(opened(part), "prompt") ?? part)));
  const joined = (side: keyof Prompts): string =>
    parts.map((prompts) => prompts[side]).filter((part) => part !== "").join(", ");
  return { positive: joined("positive"), negative: joined("negative") };
}
