/**
 * Fooocus and its forks Fooocus-MRE and RuinedFooocus, which write JSON of different keys.
 *
 * Fooocus' own scheme is in https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py; its other scheme is an
 * infotext. Its private log has the labels of the page as keys.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonObject, type JsonValue } from "../../record/json.ts";
import { fileName, modelStem } from "../../record/model_names.ts";
import type { Text } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { hashed, named } from "../shared/named.ts";
import {
  addParams,
  dropRepeats,
  fieldsOf,
  numberOf,
  promptOf,
  type Settings,
  settingsOf,
  sizeFields,
  textUnder,
} from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";
import { type Form, FORMS, NOTHINGS } from "./forms.ts";
import { lorasOf } from "./loras.ts";

/** Fooocus. */
export const fooocus: Generator = {
  name: "fooocus",
  version: 2,
  keys: ["parameters", "comment", "usercomment"],
  isJson: true,
  recognises: ({ text }) => text.json !== undefined && text.once(recordIn) !== null,
  read({ text }): Findings | null {
    const record = text.once(recordIn);
    return record === null ? null : findingsOf(record.object, record.form);
  },
};

interface FooocusRecord {
  readonly object: JsonValue;
  readonly form: Form;
}

function recordIn(text: Text): FooocusRecord | null {
  for (const form of FORMS) {
    const object = objectOf(text, form.shapes);
    if (isJsonObject(object)) return { object, form };
  }
  return null;
}

function findingsOf(object: JsonValue, form: Form): Findings {
  const settings = settingsOf(object);
  const positive = promptUnder(settings, form.positive);
  const negative = promptUnder(settings, form.negative);
  const params = new Map<string, string>();
  addParams(params, object);
  dropRepeats(params, [...form.positive, ...form.negative], positive, negative);
  const model = textUnder(settings, form.model, NOTHINGS);
  const refiner = textUnder(settings, ["refiner_model"], NOTHINGS);
  const vae = textUnder(settings, ["vae"], NOTHINGS);
  const fields: Record<string, string> = {
    ...sizeFields(settings.get("resolution")),
    ...fieldsOf(settings, form.columns, NOTHINGS),
  };
  if (model !== "") fields["model_name"] = modelStem(model);
  if (vae !== "") fields["vae"] = fileName(vae);
  // The switch is written with every picture, and says something only where there is a refiner.
  if (refiner === "") delete fields["refiner_switch_at"];
  else fields["refiner_model"] = modelStem(refiner);
  const skip = numberOf(settings.get("base_clip_skip"), 0);
  if (Number.isInteger(skip) && skip < 0) fields["clip_skip"] = String(-skip);
  return {
    positive,
    negative,
    params,
    fields,
    loras: lorasOf(settings),
    resources: [
      ...named("checkpoint", model, form.model[0] ?? "", hashed(textUnder(settings, form.hash))),
      ...named("checkpoint", refiner, "refiner_model"),
      ...named("vae", vae, "vae"),
    ],
  };
}

function promptUnder(settings: Settings, keys: readonly string[]): string {
  for (const key of keys) {
    const prompt = promptOf(settings.get(key));
    if (prompt !== "") return prompt;
  }
  return "";
}
