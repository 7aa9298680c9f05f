/**
 * What the dialects of the infotext say in words of their own.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { firstOf } from "../../record/engine.ts";
import type { NamedResource } from "../../record/record.ts";
import { readReal } from "../../record/values.ts";
import { addNetLoras, MARKS_OF_ADDNET } from "../shared/addnet.ts";
import type { Pair } from "./pairs.ts";
import type { InfotextParts } from "./split.ts";
import { isMarkOfHyphen, withHyphen } from "./hyphen.ts";
import { isMarkOfCpp, readCpp } from "./stable_diffusion_cpp.ts";

/** Krita's first versions put a label before the prompt, and never know the hash of the model. */
const PROMPT_LABEL = /^Prompt:[^\S\n]*/;
const UNKNOWN = "unknown";

/** Tags of hypernetworks: `<hypernet:ink:0.6>`. */
const HYPERNET = /<hypernet:([^<>:\r\n]+)(?::([^<>\r\n]*))?>/gi;

/** Their beginning. */
const MARK_OF_HYPERNET = "<hyp";

/** Adds to an infotext's findings what its dialect says. Most are of none, which one look at their pairs tells. */
export function withDialect(findings: Findings, parts: InfotextParts): Findings {
  let result = findings;
  const pairs = parts.pairs ?? [];
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] as Pair;
    const { field } = pair.facts;
    // Names compare at once, and slowly where one may be none, which takes a fortieth off parsing.
    if (field === undefined) continue;
    if (field === "cfg_scale" && isMarkOfHyphen(pair)) result = withHyphen(result, pairs, parts);
    else if (field === "version_tag" && isMarkOfCpp(pair)) {
      result = { ...result, ...readCpp(pairs) };
    } else if (field === "model_hash_short" && pair.value === UNKNOWN) {
      result = { ...result, positive: result.positive.replace(PROMPT_LABEL, "") };
    }
  }
  if (MARKS_OF_ADDNET.some((key) => findings.params.has(key))) {
    result = { ...result, loras: addNetLoras(pairs) };
  }
  return firstOf(result.positive, MARK_OF_HYPERNET) < 0 ? result : withHypernets(result);
}

function withHypernets(findings: Findings): Findings {
  const tags = hypernetsIn(findings.positive);
  return { ...findings, resources: [...findings.resources ?? [], ...tags] };
}

function hypernetsIn(prompt: string): NamedResource[] {
  return [...prompt.matchAll(HYPERNET)].map(([, name = "", weight = "1"]) => ({
    type: "hypernet",
    name: name.trim(),
    weight: readReal(weight.trim()),
    source: "prompt",
  }));
}
