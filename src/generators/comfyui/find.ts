/**
 * What a node is asked for, wherever it stands: in the node, in the parts linked to it, or in the bundles it gets.
 *
 * @module
 */
import type { GraphNode, Link } from "./graph.ts";
import { BEHIND, BUNDLES, INPUTS } from "./nodes/inputs.ts";
import { NAMED_SCHEDULES, SIGMA_LISTS } from "./nodes/samplers.ts";
import { hop, readScalar, type Spot, valueOf } from "./reach.ts";
import { isSampler, meantInputs } from "./samplers.ts";
import { type Scalar, writtenText } from "./scalars.ts";
import { firstInput, firstLink, type Walk } from "./walk.ts";

/** Place at which what is asked for was found. */
export interface Found {
  readonly node: GraphNode;
  /** Number of the output by which the node was reached. */
  readonly slot: number;
  /** What is asked for there. */
  readonly want: string;
  /** The input that holds it; null for what a link leads to by itself, or for a node that gives it in another way. */
  readonly name: string | null;
  /** The link by which the node was reached; null in the node that was asked. */
  readonly link: Link | null;
  /** Whether that link is the answer. */
  readonly isHeld: boolean;
}

/** Place at which something was found, with the nodes that were looked at on the way. */
export interface FoundOnWay extends Found {
  /** The node that was asked comes first. */
  readonly way: ReadonlySet<GraphNode>;
}

/**
 * Looks for an input.
 *
 * @returns The input, or the last node of the way; null where no way leads from the node.
 */
export function find(walk: Walk, start: GraphNode, asked: string): FoundOnWay | null {
  const seen = new Set<GraphNode>();
  let at: Found = { node: start, slot: 0, want: asked, name: null, link: null, isHeld: false };
  while (!seen.has(at.node)) {
    const { node, want } = at;
    seen.add(node);
    const name = firstInput(node, meantInputs(node, want) ?? INPUTS[want] ?? [want]);
    if (name !== undefined) return { ...at, name, way: seen };
    // A sampler's own latent is what it makes; all else it passes on.
    if (asked === "latent" && node !== start && isSampler(node)) break;
    const link = firstLink(node, BEHIND[want] ?? []) ?? firstLink(node, BUNDLES);
    const spot = link === undefined ? null : hop(walk, link, want);
    if (spot === null) break;
    at = { ...spot, name: null };
    if (spot.isHeld) break;
  }
  return at.node === start ? null : { ...at, way: seen };
}

/** Node and output that an input comes from. */
export type Source = Pick<Spot, "node" | "slot">;

/** The node that an input comes from, or that gives it in another way; null for a literal of the node itself. */
export function sourceOf(walk: Walk, start: GraphNode, want: string): Source | null {
  const found = find(walk, start, want);
  if (found === null || found.name === null) return found;
  const link = found.node.links.get(found.name);
  if (link !== undefined) return hop(walk, link, want);
  return found.node === start ? null : found;
}

/** The link behind which an answer stands; `undefined` where it stands in a node. */
export function linkOf({ node, name, link, isHeld }: Found): Link | undefined {
  if (name !== null) return node.links.get(name);
  return isHeld && link !== null ? link : undefined;
}

/** The scalar of what is asked for; `undefined` where the graph does not say. */
export function lookUp(walk: Walk, node: GraphNode, want: string): Scalar | undefined {
  const found = find(walk, node, want);
  if (found === null) return undefined;
  if (found.name !== null) return valueOf(walk, found.node, found.name, want);
  if (found.isHeld && found.link !== null) return readScalar(walk, found.link, want);
  if (want === "scheduler" && NAMED_SCHEDULES.has(found.node.type)) return found.node.type;
  return want === "steps" ? countedSteps(found.node) : undefined;
}

/** Steps of a schedule that is a list of noise levels: one less than there are of them. */
function countedSteps(node: GraphNode): Scalar | undefined {
  const name = firstInput(node, SIGMA_LISTS);
  const list = name === undefined ? undefined : writtenText(node.values.get(name));
  const count = list === undefined
    ? 0
    : list.split(/[\s,]+/).filter((level) => level !== "").length;
  return count > 1 ? String(count - 1) : undefined;
}
