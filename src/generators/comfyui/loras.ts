/**
 * LoRAs that a node applies itself.
 *
 * @module
 */
import { itemsOf } from "../../record/json.ts";
import type { AppliedLora } from "../../record/record.ts";
import type { GraphNode } from "./graph.ts";
import { applied, fromObject, taggedLoras } from "./lora_entries.ts";
import { LORA_CLASS, LORA_NODES, type LoraInputs, MAX_ENTRIES } from "./nodes/loras.ts";
import { valueOf } from "./reach.ts";
import { numberOf, type Scalar, switchOf, writtenText } from "./scalars.ts";
import { textOf } from "./strings.ts";
import { unknownLoras } from "./unknown_loras.ts";
import { hasInput, type Walk } from "./walk.ts";

/** The LoRAs that a node applies itself, in order; the stage is that of the first pass. */
export function ownLoras(walk: Walk, node: GraphNode): AppliedLora[] {
  const known = LORA_NODES.get(node.type);
  if (known === undefined) return LORA_CLASS.test(node.type) ? unknownLoras(walk, node) : [];
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

function fromObjects(node: GraphNode, prefix: string): AppliedLora[] {
  return [...node.values.keys()].filter((name) => name.startsWith(prefix))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .flatMap((name) => fromObject(node, node.values.get(name) ?? null));
}
