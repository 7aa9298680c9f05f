/**
 * The infotext of stable-diffusion.cpp (https://github.com/leejet/stable-diffusion.cpp, `examples/common/common.cpp`), which
 * names the parts of a model apart, and the sampler and its scheduler in one.
 *
 * @module
 */
import { readJson } from "../../record/json.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import { readReal } from "../../record/values.ts";
import { listedLora } from "../shared/named.ts";
import {
  type Column,
  type Fields,
  fieldsOf,
  listOf,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";
import type { Pair } from "./pairs.ts";

/** The beginning of its version. */
const VERSION = "stable-diffusion.cpp";
/** A method has no blank in its name: behind one stands the scheduler. */
const METHOD = /^(\S+)\s+(\S.*)$/;
/** Digits of its numbers, which are floats of 32 bits. */
const DIGITS = 7;

/** What the dialect says beyond its pairs. */
export interface DialectFindings {
  readonly fields: Fields;
  readonly loras: readonly AppliedLora[];
  readonly resources: readonly NamedResource[];
}

/** Whether a pair is the mark of the dialect: the program's version. */
export function isMarkOfCpp({ facts, value }: Pair): boolean {
  return facts.field === "version_tag" && value.startsWith(VERSION);
}

/** Columns that the JSON of later versions tells exactly, by the objects that hold them. */
const IMAGE: readonly Column[] = [["seed", "seed"], ["width", "width"], ["height", "height"]];
const MODELS: readonly Column[] = [
  ["model_name", "model", "diffusion_model", "unet"],
  ["vae", "vae"],
];
const SAMPLING: readonly Column[] = [
  ["sampler", "method"],
  ["scheduler", "scheduler"],
  ["steps", "steps"],
];

/** Reads the pairs of the dialect. */
export function readCpp(pairs: readonly Pair[]): DialectFindings {
  const last = new Map<string, string>();
  for (const { facts, value } of pairs) if (value !== "") last.set(facts.normal, value);
  const image = settingsOf(readJson(last.get("sdcpp") ?? ""));
  const sampling = settingsOf(image.get("sampling"));
  const guidance = textUnder(settingsOf(sampling.get("guidance")), ["txt_cfg"]);
  const [, method = "", scheduler = ""] = METHOD.exec(last.get("sampler") ?? "") ?? [];
  const fields: Record<string, string> = {
    ...method === "" ? {} : { sampler: method, scheduler },
    ...fieldsOf(image, IMAGE),
    ...fieldsOf(settingsOf(image.get("models")), MODELS),
    ...fieldsOf(sampling, SAMPLING),
    ...fieldsOf(last, [["model_name", "model", "unet"], ["vae", "vae"]]),
  };
  if (guidance !== "") fields["cfg_scale"] = shortened(guidance);
  // -1 leaves it to the model.
  if (last.get("clip_skip") === "-1") fields["clip_skip"] = "";
  return {
    fields,
    loras: listOf(image.get("loras")).flatMap((item) => {
      const lora = settingsOf(item);
      const name = textUnder(lora, ["path", "name", "model"]);
      return listedLora(name, shortened(textUnder(lora, ["multiplier", "weight"])), "SDCPP");
    }),
    // The key comes once for each text encoder.
    resources: pairs.filter(({ facts, value }) => facts.normal === "te" && value !== "")
      .map(({ facts, value }) => ({ type: "text_encoder", name: value, source: facts.written })),
  };
}

/** A number without the digits that a float of 32 bits does not hold. */
function shortened(text: string): string {
  const number = readReal(text);
  return number === null ? text : String(Number(number.toPrecision(DIGITS)));
}
