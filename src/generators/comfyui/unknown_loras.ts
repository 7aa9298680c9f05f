/**
 * LoRAs of nodes whose class nobody told us of.
 *
 * @module
 */
import { type JsonValue, memberOf } from "../../record/json.ts";
import type { AppliedLora } from "../../record/record.ts";
import type { GraphNode } from "./graph.ts";
import { applied, fromObject, taggedLoras } from "./lora_entries.ts";
import {
  CLIP,
  LORA_MEMBER,
  MODEL_FILE,
  NUMBER,
  STRENGTH,
  STRENGTHS,
  SWITCHES,
} from "./nodes/loras.ts";
import { MODEL_NAMES, OWN_RESOURCES, VAE_NAMES } from "./nodes/models.ts";
import { valueOf } from "./reach.ts";
import { type Scalar, switchOf, writtenText } from "./scalars.ts";
import { firstInput, type Walk } from "./walk.ts";

/**
 * LoRAs that such a node applies: the file that it names, unless it is known for another thing, and all files whose inputs have
 * numbers; else the objects that are LoRAs, else its tags.
 */
export function unknownLoras(walk: Walk, node: GraphNode): AppliedLora[] {
  if (says(walk, node, SWITCHES.on, false) || says(walk, node, SWITCHES.off, true)) return [];
  const names = [...node.values].filter(([name, value]) => isLoraFile(name, value))
    .map(([name]) => name);
  if (names.length > 0) {
    return names.filter((name, at) => at === 0 || NUMBER.test(name))
      .flatMap((name) => fromFile(walk, node, name));
  }
  const values = [...node.values.values()];
  const objects = values.filter((value) => typeof memberOf(value, LORA_MEMBER) === "string");
  if (objects.length > 0) return objects.flatMap((value) => fromObject(node, value));
  return values.flatMap((value) => typeof value === "string" ? taggedLoras(value, node) : []);
}

/** The LoRA of an input, with the strengths that have its number. */
function fromFile(walk: Walk, node: GraphNode, name: string): AppliedLora[] {
  const number = NUMBER.exec(name)?.[0];
  const beside = number === undefined
    ? []
    : [...node.links.keys(), ...node.values.keys()].filter((other) =>
      other !== name && NUMBER.exec(other)?.[0] === number
    );
  if (beside.some((other) => switchOf(node.values.get(other)) === false && !STRENGTH.test(other))) {
    return [];
  }
  const strength = (isOfClip: boolean, usual: readonly string[]): Scalar | undefined => {
    const input = beside.find((other) => STRENGTH.test(other) && CLIP.test(other) === isOfClip) ??
      firstInput(node, usual);
    return input === undefined ? undefined : valueOf(walk, node, input);
  };
  return applied(
    node,
    writtenText(node.values.get(name)),
    strength(false, STRENGTHS.model),
    strength(true, STRENGTHS.clip),
  );
}

/** Whether a node has one of some switches, and it gives this answer. */
function says(walk: Walk, node: GraphNode, names: readonly string[], answer: boolean): boolean {
  const name = firstInput(node, names);
  return name !== undefined && switchOf(valueOf(walk, node, name)) === answer;
}

function isLoraFile(name: string, value: JsonValue): boolean {
  const isOther = MODEL_NAMES.includes(name) || VAE_NAMES.includes(name) || OWN_RESOURCES.has(name);
  return !isOther && MODEL_FILE.test(writtenText(value)?.trim() ?? "");
}
