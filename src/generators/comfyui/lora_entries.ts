/**
 * LoRAs as nodes write them: a name with strengths, an object, tags in a text.
 *
 * @module
 */
import { type JsonValue, memberOf } from "../../record/json.ts";
import { eachTag } from "../../record/lora_tags.ts";
import type { AppliedLora } from "../../record/record.ts";
import { readWeight } from "../../record/usages.ts";
import type { GraphNode } from "./graph.ts";
import { fileIn } from "./names.ts";
import { MEMBERS } from "./nodes/loras.ts";
import { numberOf, switchOf, writtenText } from "./scalars.ts";

/** A LoRA, unless it has no name or no strength. */
export function applied(
  { type }: GraphNode,
  written: string | undefined,
  model: JsonValue | undefined,
  clip: JsonValue | undefined,
): AppliedLora[] {
  const name = fileIn(written ?? "");
  if (name === null) return [];
  const weight = numberOf(model) ?? 1;
  const te = numberOf(clip);
  if (weight === 0 && (te === null || te === 0)) return [];
  const apart = te === null || te === weight ? {} : { te_weight: te };
  return [{ name, weight, ...apart, origin: "loader", source: type }];
}

/** The LoRA that an object is, unless it is switched off. */
export function fromObject(node: GraphNode, object: JsonValue): AppliedLora[] {
  const member = (names: readonly string[]): JsonValue | undefined => {
    for (const name of names) {
      const value = memberOf(object, name);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  };
  if (switchOf(member(MEMBERS.on)) === false) return [];
  return applied(
    node,
    writtenText(member(MEMBERS.name)),
    member(MEMBERS.model),
    member(MEMBERS.clip),
  );
}

/** The LoRAs of the tags in a text that a node applies; without a prompt that the text belongs to they are no tags of it. */
export function taggedLoras(
  text: string,
  { type }: GraphNode,
  context?: "positive" | "negative",
): AppliedLora[] {
  const loras: AppliedLora[] = [];
  eachTag(text, ({ raw_name, te, unet }) => {
    const weight = te === undefined ? 1 : readWeight(te);
    // These nodes write the strength of the model first, then that of the text encoder.
    const clip = unet === undefined ? undefined : readWeight(unet);
    if (weight === undefined || raw_name.trim() === "") return;
    if (weight === 0 && (clip === undefined || clip === 0)) return;
    const apart = clip === undefined || clip === weight ? {} : { te_weight: clip };
    const place = context === undefined
      ? { origin: "loader", source: type } as const
      : { origin: "tag", context, source: type } as const;
    loras.push({ name: raw_name.trim(), weight, ...apart, ...place });
  });
  return loras;
}
