/**
 * The dialect of Draw Things: no label stands before the negative prompt but a hyphen, and LoRAs stand under numbered keys
 * (https://github.com/drawthingsai/draw-things-community, `ImageConverter.swift`).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { AppliedLora } from "../../record/record.ts";
import { readReal } from "../../record/values.ts";
import type { Pair } from "./pairs.ts";
import type { InfotextParts } from "./split.ts";

/** The key that it has for what all others call `CFG scale`. */
const MARK = "guidance_scale";
/** Keys of which its texts have one beside that. */
const BESIDE: ReadonlySet<string> = new Set(["strength", "seed_mode"]);

const LORA = /^lora_(?:(\d{1,3})_)?model$/;

/** Adds to findings what this dialect says in its own way; those of others stay as they are. */
export function withHyphen(
  findings: Findings,
  pairs: readonly Pair[],
  { hasNegative }: InfotextParts,
): Findings {
  if (!pairs.some(({ facts }) => BESIDE.has(facts.normal))) return findings;
  const values = new Map(pairs.map(({ facts, value }) => [facts.normal, value]));
  const strength = readReal(values.get("strength") ?? "");
  const fields: Record<string, string> = {};
  if (strength !== null && strength < 1) fields["denoising_strength"] = String(strength);
  if (values.get("hires_fix") === "true") {
    fields["hires_denoising"] = values.get("second_stage_strength") ?? "";
  }
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(values.get("refiner_start") ?? "") ?? [];
  if (percent !== undefined) fields["refiner_switch_at"] = String(Number(percent) / 100);
  return {
    ...findings,
    ...hasNegative ? {} : promptsOf(findings.positive),
    fields,
    loras: lorasOf(pairs, values),
  };
}

/** Whether a pair may be the mark of the dialect: the key of its scale. */
export function isMarkOfHyphen({ facts }: Pair): boolean {
  return facts.normal === MARK;
}

/** The negative prompt begins at the last line with a hyphen before it: a list in the positive one comes earlier. */
function promptsOf(above: string): Pick<Findings, "positive" | "negative"> {
  const at = above.lastIndexOf("\n-") + 1;
  if (!above.startsWith("-", at)) return { positive: above, negative: "" };
  return { positive: above.slice(0, at).trim(), negative: above.slice(at + 1).trim() };
}

function lorasOf(
  pairs: readonly Pair[],
  values: ReadonlyMap<string, string>,
): readonly AppliedLora[] {
  return pairs.flatMap(({ facts, value: name }) => {
    const found = LORA.exec(facts.normal);
    if (found === null || name === "") return [];
    const weightKey = found[1] === undefined ? "lora_weight" : `lora_${found[1]}_weight`;
    const weight = readReal(values.get(weightKey) ?? "") ?? 1;
    return [{ name, weight, origin: "list" as const, source: facts.written }];
  });
}
