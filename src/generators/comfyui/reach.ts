/**
 * From an input to the node that it takes its value from, whatever stands between.
 *
 * @module
 */
import type { GraphNode, Link } from "./graph.ts";
import { COMPUTED, INPUTS, VALUE_CLASS, VALUE_INPUTS } from "./nodes/inputs.ts";
import { type Route, SWITCH_ENDINGS } from "./nodes/routes.ts";
import { SAMPLER_OBJECT } from "./nodes/samplers.ts";
import { routeOf } from "./routing.ts";
import { type Scalar, scalarOf, switchOf, wordOf } from "./scalars.ts";
import { firstInput, firstLink, follow, hasInput, linkLike, type Walk } from "./walk.ts";

/** A node that a link leads to. */
export interface Spot {
  readonly node: GraphNode;
  /** Number of the output. */
  readonly slot: number;
  /** What is asked for: the name of an input, or a key of `INPUTS`. */
  readonly want: string;
  /** The link that leads to it. */
  readonly link: Link;
  /** Whether it is what a bundle on the way holds under that name, and not a node that may hold it. */
  readonly isHeld: boolean;
}

/** Follows a link through all nodes that only pass it on; null where it leads to nothing. */
export function hop(walk: Walk, link: Link, want: string): Spot | null {
  const first = follow(walk, link);
  if (first === undefined) return null;
  const spot = { node: first, slot: link.slot, want, link, isHeld: false };
  return routeOf(first) === undefined ? spot : hopOn(walk, spot);
}

function hopOn(walk: Walk, start: Spot): Spot | null {
  const seen = new Set<string>();
  const pending = [start];
  for (let spot = pending.pop(); spot !== undefined; spot = pending.pop()) {
    const route = routeOf(spot.node);
    if (route === undefined) return spot;
    const key = `${spot.slot} ${spot.want} ${spot.node.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const { want, links, isHere, isOwn } = waysOn(walk, route, spot);
    if (isHere) return { ...spot, want };
    const isHeld = spot.isHeld || isOwn;
    for (let i = links.length - 1; i >= 0; i--) {
      const link = links[i] as Link;
      const node = follow(walk, link);
      if (node !== undefined) pending.push({ node, slot: link.slot, want, link, isHeld });
    }
  }
  return null;
}

/** Ways on from a node that passes things on. */
export interface Ways {
  /** What is asked for from there on. */
  readonly want: string;
  /** The links, the likeliest first. */
  readonly links: readonly Link[];
  /** Whether the node holds it itself, under `want`. */
  readonly isHere: boolean;
  /** Whether the link is the node's own input for what it bundles. */
  readonly isOwn: boolean;
}

/** Ways on from a node that passes things on. */
export function waysOn(
  walk: Walk,
  route: Route,
  { node, slot, want }: Pick<Spot, "node" | "slot" | "want">,
): Ways {
  switch (route.kind) {
    case "pass": {
      const link = route.inputs === undefined
        ? linkLike(node, () => true)
        : firstLink(node, route.inputs);
      const isHere = link === undefined;
      return { want, links: isHere ? [] : [link], isHere, isOwn: false };
    }
    case "first": {
      const names = [...node.links.keys()].filter((name) => name.startsWith(route.prefix)).sort();
      return {
        want,
        links: names.slice(0, 1).map((name) => node.links.get(name) as Link),
        isHere: false,
        isOwn: false,
      };
    }
    case "choose":
      return wayOf(node, chosen(walk, node, route.by, slot), want);
    case "bundle":
      return fromBundle(node, route, slot, want);
  }
}

function wayOf(node: GraphNode, name: string | undefined, want: string): Ways {
  const link = name === undefined ? undefined : node.links.get(name);
  if (link !== undefined) return { want, links: [link], isHere: false, isOwn: false };
  return { want: name ?? want, links: [], isHere: name !== undefined, isOwn: false };
}

function fromBundle(
  node: GraphNode,
  { slots, from, isLastFirst = false, isFirstOnly = false }: Extract<Route, { kind: "bundle" }>,
  slot: number,
  asked: string,
): Ways {
  const name = slots[slot] ?? "*";
  const want = name === "*" ? asked : name;
  const own = firstInput(node, INPUTS[want] ?? [want]);
  if (own !== undefined) return { ...wayOf(node, own, want), isOwn: true };
  let links = from.map((input) => node.links.get(input)).filter((link) => link !== undefined);
  if (isFirstOnly) links = links.slice(0, 1);
  if (isLastFirst) links.reverse();
  // One that takes no bundle may still hold it in another way, as a loader does.
  return { want, links, isHere: from.length === 0, isOwn: false };
}

/** Switches whose choice comes from another switch, and so on, are followed so far. */
const MAX_CHOICES = 16;

/** The name of the input that a switch passes on; `undefined` where the graph does not say. */
export function chosen(
  walk: Walk,
  node: GraphNode,
  by: readonly string[],
  slot: number,
): string | undefined {
  const input = firstInput(node, by);
  if (input === undefined || walk.choices >= MAX_CHOICES) return undefined;
  walk.choices++;
  const value = valueOf(walk, node, input);
  walk.choices--;
  const word = wordOf(value);
  const isYes = /^(?:true|false)$/i.test(word ?? "") ? switchOf(value) : null;
  const endings = isYes === null ? [] : SWITCH_ENDINGS[String(isYes)] ?? [];
  const number = isYes === null ? word : undefined;
  const fits = (name: string): boolean =>
    name !== input &&
    (number === undefined
      ? endings.some((ending) => name.endsWith(ending))
      : name.endsWith(number) && !/\d/.test(name.charAt(name.length - number.length - 1)));
  const names = [...node.links.keys(), ...node.values.keys()].filter(fits);
  // A switch of several things has one input a choice for each, in the order of its outputs.
  return names[slot] ?? names[0];
}

/**
 * The scalar that an input of a node holds, itself or through links; `undefined` where the graph does not say.
 *
 * @param want The meaning of the input, for nodes that hold several things. Default: its name.
 */
export function valueOf(
  walk: Walk,
  node: GraphNode,
  name: string,
  want: string = name,
): Scalar | undefined {
  const link = node.links.get(name);
  return link === undefined ? scalarOf(node.values.get(name)) : readScalar(walk, link, want);
}

/** Follows a link to the scalar behind it; `undefined` where the run computes it. */
export function readScalar(walk: Walk, link: Link, asked: string): Scalar | undefined {
  const seen = new Set<GraphNode>();
  for (let next: Link | undefined = link; next !== undefined;) {
    const spot = hop(walk, next, asked);
    if (spot === null || seen.has(spot.node) || COMPUTED.test(spot.node.type)) return undefined;
    const { node, want } = spot;
    seen.add(node);
    const own: string | undefined = hasInput(node, want)
      ? want
      : firstInput(node, INPUTS[want] ?? []);
    if (own === undefined && asked === "sampler_name" && SAMPLER_OBJECT.test(node.type)) {
      return node.type.replace(SAMPLER_OBJECT, "");
    }
    // An output with a name of its own holds nothing else.
    const isNamed = routeOf(node)?.kind === "bundle";
    const input: string | undefined = own ?? (isNamed ? undefined : firstInput(node, VALUE_INPUTS));
    if (input === undefined) return onlyNumber(node);
    next = node.links.get(input);
    if (next === undefined) return scalarOf(node.values.get(input));
  }
  return undefined;
}

/** The only number of a node that is there for a value: of others any number may mean anything. */
function onlyNumber(node: GraphNode): Scalar | undefined {
  if (routeOf(node)?.kind === "bundle" || !VALUE_CLASS.test(node.type)) return undefined;
  let number: Scalar | undefined;
  for (const value of node.values.values()) {
    if (typeof value !== "object" || value === null || value.kind !== "number") continue;
    if (number !== undefined) return undefined;
    number = value;
  }
  return number;
}
