/**
 * What the dialects of the infotext say in words of their own.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { NamedResource } from "../../record/record.ts";
import { readReal } from "../../record/values.ts";
import type { Pair } from "./pairs.ts";
import type { InfotextParts } from "./split.ts";
import { type DialectFindings, isMarkOfCpp, readCpp } from "./stable_diffusion_cpp.ts";

/** Krita's first versions put a label before the prompt, and never know the hash of the model. */
const PROMPT_LABEL = /^Prompt:[^\S\n]*/;
const UNKNOWN = "unknown";

/** Tags of hypernetworks: `<hypernet:ink:0.6>`. */
const HYPERNET = /<hypernet:([^<>:\r\n]+)(?::([^<>\r\n]*))?>/gi;

/** Adds to an infotext's findings what its dialect says. Most are of none. */
export function withDialect(findings: Findings, { pairs }: InfotextParts): Findings {
  let cpp: DialectFindings | null = null;
  let { positive } = findings;
  for (let i = 0; pairs !== null && cpp === null && i < pairs.length; i++) {
    const pair = pairs[i] as Pair;
    if (isMarkOfCpp(pair)) cpp = readCpp(pairs);
    else if (pair.facts.field === "model_hash_short" && pair.value === UNKNOWN) {
      positive = positive.replace(PROMPT_LABEL, "");
    }
  }
  const tags = hypernetsIn(positive);
  if (cpp === null && tags.length === 0 && positive === findings.positive) return findings;
  return { ...findings, ...cpp, positive, resources: [...cpp?.resources ?? [], ...tags] };
}

function hypernetsIn(prompt: string): NamedResource[] {
  if (prompt.indexOf("<hypernet:") < 0) return [];
  return [...prompt.matchAll(HYPERNET)].map(([, name = "", weight = "1"]) => ({
    type: "hypernet",
    name: name.trim(),
    weight: readReal(weight.trim()),
    source: "prompt",
  }));
}
