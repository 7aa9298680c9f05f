/**
 * Following links to where they come from, through everything that is only drawn: bypassed nodes, reroutes, named values,
 * borders of subgraphs.
 *
 * @module
 */
import { itemsOf, type JsonValue, memberOf } from "../../../record/json.ts";
import { DRAWN_ONLY, type Way } from "../nodes/drawn_only.ts";
import { handedOn } from "./types.ts";
import {
  BYPASSED,
  type DrawnNode,
  INPUT_NODE,
  type Layout,
  MUTED,
  type Origin,
  type Slot,
} from "./layout.ts";
import type { Resolved, Scope } from "./scope.ts";

/** Whether a class is one of the interface alone, which nothing executes. */
export function isDrawnOnly(type: string): boolean {
  return DRAWN_ONLY.has(type);
}

/** The next place to look at, or what was found. */
type Step =
  | { readonly scope: Scope; readonly link: string }
  | { readonly scope: Scope; readonly origin: Origin }
  | Resolved
  | null;

/**
 * Finds what a link leads to; each link of a level is followed once, whatever asks for it.
 *
 * @returns Null where it leads to nothing, or in a circle.
 */
export function resolve(scope: Scope, link: string): Resolved | null {
  const path: { readonly scope: Scope; readonly link: string }[] = [];
  let step: Step = { scope, link };
  while (step !== null && "scope" in step) {
    if ("origin" in step) {
      step = from(step.scope, step.origin);
      continue;
    }
    const known = step.scope.resolved.get(step.link);
    if (known !== undefined) {
      step = known;
      break;
    }
    path.push(step);
    step.scope.resolved.set(step.link, null);
    const origin = step.scope.layout.links.get(step.link);
    step = origin === undefined ? null : from(step.scope, origin);
  }
  for (const one of path) one.scope.resolved.set(one.link, step);
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

/** Goes on at an input of the node that stands for this level, else with the value that it has for it. */
function fromAbove({ layout, place }: Scope, slot: number): Step {
  if (place === null) return null;
  const { node, scope } = place;
  const name = layout.inputs[slot] ?? "";
  const link = node.inputs.find((input) => input.name === name)?.link ?? null;
  if (link !== null) return { scope, link };
  const value = memberOf(node.named, name) ?? listedValue(node, layout, slot);
  return value === undefined || value === null ? null : { value };
}

/** The value of a widget where the node lists one for each, be it of those that lead inside or of those that it shows. */
function listedValue(node: DrawnNode, layout: Layout, slot: number): JsonValue | undefined {
  const values = itemsOf(node.widgets);
  const { widgetSlots, inputs } = layout;
  if (values.length === widgetSlots.length) return values[widgetSlots.indexOf(slot)];
  const shown = node.inputs.filter(({ isWidget }) => isWidget);
  const at = shown.findIndex(({ name }) => name === inputs[slot]);
  return values.length === shown.length ? values[at] : undefined;
}
