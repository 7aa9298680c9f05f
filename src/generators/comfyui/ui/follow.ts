/**
 * Following links to where they come from, through everything that is only drawn: bypassed nodes, reroutes, named values,
 * borders of subgraphs.
 *
 * @module
 */
import { itemsOf } from "../../../record/json.ts";
import { handedOn } from "./types.ts";
import { BYPASSED, type DrawnNode, INPUT_NODE, MUTED, type Origin, type Slot } from "./layout.ts";
import type { Scope, Source } from "./scope.ts";

/** Ways of nodes that only the interface knows. */
type Way = "through" | "value" | "set" | "get" | "none";

/** Classes of nodes that only the interface knows. */
const DRAWN_ONLY: ReadonlyMap<string, Way> = new Map([
  ["Reroute", "through"],
  ["PrimitiveNode", "value"],
  ["SetNode", "set"],
  ["GetNode", "get"],
  ["easy setNode", "set"],
  ["easy getNode", "get"],
  ["Reroute (rgthree)", "through"],
  ["Node Combiner (rgthree)", "none"],
  ["Note", "none"],
  ["MarkdownNote", "none"],
]);

/** Whether a class is one of the interface alone, which nothing executes. */
export function isDrawnOnly(type: string): boolean {
  return DRAWN_ONLY.has(type);
}

/** The next place to look at, or the source that was found. */
type Step =
  | { readonly scope: Scope; readonly link: string }
  | { readonly scope: Scope; readonly origin: Origin }
  | Source
  | null;

/**
 * Finds the source of a link; each link of a level is followed once, whatever asks for it.
 *
 * @returns Null where it leads to nothing, or in a circle.
 */
export function sourceOf(scope: Scope, link: string): Source | null {
  const path: { readonly scope: Scope; readonly link: string }[] = [];
  let step: Step = { scope, link };
  while (step !== null && "scope" in step) {
    if ("origin" in step) {
      step = from(step.scope, step.origin);
      continue;
    }
    const known = step.scope.sources.get(step.link);
    if (known !== undefined) {
      step = known;
      break;
    }
    path.push(step);
    step.scope.sources.set(step.link, null);
    const origin = step.scope.layout.links.get(step.link);
    step = origin === undefined ? null : from(step.scope, origin);
  }
  for (const one of path) one.scope.sources.set(one.link, step);
  return step;
}

/** Goes on from the output of a node. */
function from(scope: Scope, origin: Origin): Step {
  if (origin.id === INPUT_NODE) return fromAbove(scope, origin.slot);
  const node = scope.layout.nodes.get(origin.id);
  if (node === undefined || node.mode === MUTED) return null;
  if (node.mode === BYPASSED) {
    const type = node.outputs[origin.slot] || origin.type;
    return into(scope, handedOn(node, origin.slot, type));
  }
  const way = DRAWN_ONLY.get(node.type);
  if (way !== undefined) return along(way, scope, node);
  const inner = scope.inner.get(node.id);
  if (inner === undefined) return { link: { id: scope.prefix + node.id, slot: origin.slot } };
  const output = inner.layout.outputs.get(origin.slot);
  return output === undefined ? null : { scope: inner, origin: output };
}

function into(scope: Scope, input: Slot | undefined): Step {
  return input === undefined || input.link === null ? null : { scope, link: input.link };
}

function along(way: Way, scope: Scope, node: DrawnNode): Step {
  if (way === "through" || way === "set") return into(scope, node.inputs[0]);
  if (way === "get") return fromNamed(scope, nameOf(node));
  const [value] = way === "value" ? itemsOf(node.widgets) : [];
  return value === undefined || value === null ? null : { value };
}

/** Goes on behind the node of a name in this level, else in one around it. */
function fromNamed(scope: Scope, name: string): Step {
  for (let around: Scope | undefined = scope; around !== undefined; around = around.place?.scope) {
    const node = namedIn(around).get(name);
    if (node !== undefined) return into(around, node.inputs[0]);
  }
  return null;
}

function namedIn(scope: Scope): ReadonlyMap<string, DrawnNode> {
  if (scope.named !== null) return scope.named;
  const named = new Map<string, DrawnNode>();
  for (const node of scope.layout.nodes.values()) {
    if (DRAWN_ONLY.get(node.type) !== "set" || node.mode === MUTED) continue;
    if (!named.has(nameOf(node))) named.set(nameOf(node), node);
  }
  return scope.named = named;
}

function nameOf({ widgets }: DrawnNode): string {
  const [name] = itemsOf(widgets);
  return typeof name === "string" ? name : "";
}

/** Goes on at an input of the node that stands for this level; its own value counts where it lists one for each widget. */
function fromAbove({ layout, place }: Scope, slot: number): Step {
  if (place === null) return null;
  const { node, scope } = place;
  const name = layout.inputs[slot] ?? "";
  const input = node.inputs.find((one) => one.name === name);
  if (input === undefined) return null;
  if (input.link !== null) return { scope, link: input.link };
  const own = node.inputs.filter(({ isWidget }) => isWidget);
  const values = itemsOf(node.widgets);
  const value = values.length === own.length ? values[own.indexOf(input)] : undefined;
  return value === undefined || value === null ? null : { value };
}
