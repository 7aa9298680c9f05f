/**
 * LoRAs that a node applies itself.
 *
 * @module
 */
import { itemsOf, type JsonValue, memberOf } from "../../record/json.ts";
import { eachTag } from "../../record/lora_tags.ts";
import type { AppliedLora } from "../../record/record.ts";
import { readWeight } from "../../record/usages.ts";
import type { GraphNode } from "./graph.ts";
import {
  LORA_CLASS,
  LORA_NODES,
  type LoraInputs,
  MAX_ENTRIES,
  MEMBERS,
  MODEL_FILE,
  STRENGTHS,
} from "./nodes/loras.ts";
import { MODEL_NAMES, OWN_RESOURCES, VAE_NAMES } from "./nodes/models.ts";
import { fileIn } from "./names.ts";
import { valueOf } from "./reach.ts";
import { numberOf, type Scalar, switchOf, writtenText } from "./scalars.ts";
import { textOf } from "./strings.ts";
import { firstInput, hasInput, type Walk } from "./walk.ts";

/** The LoRAs that a node applies itself, in order; the stage is that of the first pass. */
export function ownLoras(walk: Walk, node: GraphNode): AppliedLora[] {
  const known = LORA_NODES.get(node.type);
  if (known === undefined) return LORA_CLASS.test(node.type) ? unknownLora(walk, node) : [];
  const { modes, off, on } = known;
  if (off !== undefined && switchOf(valueOf(walk, node, off)) === true) return [];
  if (on !== undefined && switchOf(valueOf(walk, node, on)) === false) return [];
  const mode = modes === undefined ? undefined : writtenText(valueOf(walk, node, modes.by));
  const inputs = modes === undefined ? known : modes.of[mode ?? ""] ?? Object.values(modes.of)[0];
  return inputs === undefined ? [] : byInputs(walk, node, { count: known.count, ...inputs });
}

/** The inputs of a kind of nodes; a count that is not there is `undefined`. */
type Inputs = Omit<LoraInputs, "count"> & { readonly count?: string | undefined };

function byInputs(walk: Walk, node: GraphNode, inputs: Inputs): AppliedLora[] {
  const { name, list, objects, tags } = inputs;
  if (list !== undefined) {
    return itemsOf(node.values.get(list)).flatMap((it) => fromObject(node, it));
  }
  if (objects !== undefined) return fromObjects(node, objects);
  if (tags !== undefined) {
    return tags.flatMap((input) => taggedLoras(textOf(walk, node, input, "positive"), node));
  }
  if (name === undefined) return [];
  if (name.indexOf("#") < 0) return entry(walk, node, inputs, "");
  const last = inputs.count === undefined ? null : numberOf(valueOf(walk, node, inputs.count));
  const loras: AppliedLora[] = [];
  for (let i = 0; i <= Math.min(last ?? MAX_ENTRIES, MAX_ENTRIES); i++) {
    loras.push(...entry(walk, node, inputs, String(i)));
  }
  return loras;
}

/** One LoRA of a node, with the number of its inputs. */
function entry(walk: Walk, node: GraphNode, inputs: Inputs, number: string): AppliedLora[] {
  const read = (name: string | undefined, want?: string): Scalar | undefined =>
    name === undefined ? undefined : valueOf(walk, node, name.replace("#", number), want);
  if (inputs.name === undefined || !hasInput(node, inputs.name.replace("#", number))) return [];
  if (switchOf(read(inputs.switch)) === false) return [];
  const name = writtenText(read(inputs.name, "lora_name"));
  return applied(node, name, read(inputs.model), read(inputs.clip));
}

/** A LoRA, unless it has no name or no strength. */
function applied(
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

function fromObject(node: GraphNode, object: JsonValue): AppliedLora[] {
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

function fromObjects(node: GraphNode, prefix: string): AppliedLora[] {
  return [...node.values.keys()].filter((name) => name.startsWith(prefix))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .flatMap((name) => fromObject(node, node.values.get(name) ?? null));
}

/** A node of a class that nobody told us of: the file that it names is a LoRA, unless it is known for another thing; else its tags are. */
function unknownLora(walk: Walk, node: GraphNode): AppliedLora[] {
  const strength = (names: readonly string[]): Scalar | undefined => {
    const name = firstInput(node, names);
    return name === undefined ? undefined : valueOf(walk, node, name);
  };
  for (const [name, written] of node.values) {
    const value = isOtherFile(name) ? undefined : writtenText(written);
    if (value === undefined || !MODEL_FILE.test(value.trim())) continue;
    return applied(node, value, strength(STRENGTHS.model), strength(STRENGTHS.clip));
  }
  return [...node.values.values()].flatMap((value) =>
    typeof value === "string" ? taggedLoras(value, node) : []
  );
}

function isOtherFile(name: string): boolean {
  return MODEL_NAMES.includes(name) || VAE_NAMES.includes(name) || OWN_RESOURCES.has(name);
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
