/**
 * Nodes at which a graph ends, and the chain of samplers before them.
 *
 * @module
 */
import { find, type Found, linkOf, type Source } from "./find.ts";
import type { Graph, GraphNode, Link } from "./graph.ts";
import { FRAME_INPUTS, PICTURE_INPUTS, PICTURE_LIKE } from "./nodes/inputs.ts";
import { SAVES, SAVES_OTHERS, SELF_SHOWING, SHOWS, STAGE_INPUT } from "./nodes/outputs.ts";
import { DETAILER_PICTURES } from "./nodes/samplers.ts";
import { isScaling } from "./scaling.ts";
import { hop } from "./reach.ts";
import { isDetailer, isSampler } from "./samplers.ts";
import { firstInput, firstLink, type Walk } from "./walk.ts";

/** A sampler, and the nodes between it and what comes behind. */
export interface Pass {
  readonly node: GraphNode;
  /** Nodes between it and the pass or output behind it, the nearest to that first. */
  readonly behind: readonly GraphNode[];
  /** Whether the pass behind it samples another latent, by what this one made. */
  readonly isStage?: boolean;
}

/** The way that makes a picture. */
export interface Chain {
  /** The node at which it ends. */
  readonly output: GraphNode;
  /** The passes, the last first. */
  readonly passes: readonly Pass[];
}

/** Kinds of outputs, the more important ones first. */
const KINDS: ReadonlyArray<(nodes: Graph["nodes"]) => GraphNode[]> = [
  (nodes) => [...nodes.values()].filter(isSaver),
  (nodes) => [...nodes.values()].filter(isPreview),
  unused,
  // What a sampler makes may also become sound or a solid.
  (nodes) => [...nodes.values()].filter(isSampler),
];

/** The longest chain of samplers behind an output of the most important kind that has one; null without any. */
export function chainOf(walk: Walk, { nodes }: Graph): Chain | null {
  const whole = walk.limit;
  // The other half is for reading what is found.
  walk.limit = whole / 2;
  const before = new Map<GraphNode, Pass | null>();
  let best: Chain | null = null;
  for (let kind = 0; kind < KINDS.length && best === null; kind++) {
    for (const node of (KINDS[kind] as (typeof KINDS)[number])(nodes)) {
      const passes = passesBefore(walk, node, before);
      if (passes.length === 0) continue;
      const isLonger = best === null || passes.length > best.passes.length ||
        passes.length === best.passes.length && isLater(node.id, best.output.id);
      if (isLonger) best = { output: node, passes };
    }
  }
  walk.limit = whole;
  return best;
}

/** The nodes that nothing is linked to. */
function unused(nodes: Graph["nodes"]): GraphNode[] {
  const used = new Set<string>();
  for (const { links } of nodes.values()) for (const { id } of links.values()) used.add(id);
  return [...nodes.values()].filter(({ id }) => !used.has(id));
}

/** The outputs of the most important kind that there are. */
export function outputsOf({ nodes }: Graph): GraphNode[] {
  for (const ofKind of KINDS) {
    const found = ofKind(nodes);
    if (found.length > 0) return found;
  }
  return [];
}

function isSaver(node: GraphNode): boolean {
  if (SAVES.test(node.type)) return !SAVES_OTHERS.test(node.type) && pictureLinks(node).length > 0;
  const shown = node.values.get(SELF_SHOWING[0] ?? "");
  return typeof shown === "string" && SAVES.test(shown);
}

function isPreview(node: GraphNode): boolean {
  return SHOWS.test(node.type) && pictureLinks(node).length > 0 ||
    firstInput(node, SELF_SHOWING) !== undefined && isSampler(node);
}

const DIGITS = /^\d+$/;

function isLater(id: string, other: string): boolean {
  if (!DIGITS.test(id) || !DIGITS.test(other)) return id > other;
  return id.length === other.length ? id > other : id.length > other.length;
}

function passesBefore(walk: Walk, output: GraphNode, before: Map<GraphNode, Pass | null>): Pass[] {
  const passes: Pass[] = [];
  const seen = new Set<GraphNode>();
  let pass = isSampler(output) ? { node: output, behind: [] } : search(walk, output, true);
  while (pass !== null && !seen.has(pass.node)) {
    const { node }: Pass = pass;
    seen.add(node);
    passes.push(pass);
    let earlier = before.get(node);
    if (earlier === undefined) before.set(node, earlier = passBefore(walk, node));
    pass = earlier;
  }
  return passes;
}

/** The pass that a sampler goes on with. */
function passBefore(walk: Walk, sampler: GraphNode): Pass | null {
  const picture = isDetailer(sampler) ? firstLink(sampler, DETAILER_PICTURES) : undefined;
  if (picture !== undefined) {
    const start = hop(walk, picture, "image");
    return (start === null ? null : search(walk, start.node, false)) ?? stageBefore(walk, sampler);
  }
  const found = find(walk, sampler, "latent");
  const start = found === null ? null : latentAt(walk, found);
  const pass = start === null ? null : search(walk, start.node, false);
  if (found === null || pass === null) return stageBefore(walk, sampler);
  // A pipe may be handed on by what enlarges its picture.
  const scaling = [...found.way].filter((node) =>
    node !== sampler && node !== start?.node && isScaling(node)
  );
  return { ...pass, behind: [...scaling, ...pass.behind] };
}

function latentAt(walk: Walk, found: Found): Source | null {
  if (found.name === null) return found;
  const link = found.node.links.get(found.name);
  return link === undefined ? null : hop(walk, link, "latent");
}

/** The sampler that made the picture on a link. */
export function samplerOf(walk: Walk, link: Link): GraphNode | null {
  const spot = hop(walk, link, "image");
  return spot === null ? null : search(walk, spot.node, true)?.node ?? null;
}

/** The first sampler at or before a node on the way of the picture, breadth first. */
function search(walk: Walk, start: GraphNode, isFromOutput: boolean): Pass | null {
  const from = new Map<GraphNode, GraphNode | null>([[start, null]]);
  let pending = [start];
  while (pending.length > 0) {
    const next: GraphNode[] = [];
    for (const node of pending) {
      if (isSampler(node)) return { node, behind: wayTo(node, from) };
      if (!isFromOutput && beginsAnew(node)) continue;
      for (const [want, link] of pictureLinks(node)) {
        const spot = hop(walk, link, want);
        if (spot === null || from.has(spot.node)) continue;
        from.set(spot.node, node);
        next.push(spot.node);
      }
    }
    pending = next;
  }
  return null;
}

function wayTo(node: GraphNode, from: ReadonlyMap<GraphNode, GraphNode | null>): GraphNode[] {
  const way: GraphNode[] = [];
  for (let at = from.get(node) ?? null; at !== null; at = from.get(at) ?? null) way.push(at);
  return way.reverse();
}

/** Whether a node begins a latent of its own, and the pictures that it is given only guide what comes. */
function beginsAnew({ links, values }: GraphNode): boolean {
  const has = (name: string): boolean => links.has(name) || values.has(name);
  if (links.has("positive") && links.has("pixels") && !links.has("mask")) return true;
  return has("width") && has("height") &&
    (links.has("positive") || FRAME_INPUTS.some((name) => links.has(name)));
}

/** The links of a node on which pictures or latents come in, with what they are. */
function pictureLinks({ links }: GraphNode): Array<readonly [want: string, link: Link]> {
  const found: [string, Link][] = [];
  for (const name of PICTURE_INPUTS) {
    const link = links.get(name);
    if (link !== undefined) found.push([wantOf(name), link]);
  }
  if (found.length > 0) return found;
  for (const [name, link] of links) if (PICTURE_LIKE.test(name)) found.push([wantOf(name), link]);
  return found;
}

function wantOf(name: string): string {
  return /image|pixel|frame|video/i.test(name) ? "image" : "latent";
}

/** The stage of a cascade that is in the conditioning. */
function stageBefore(walk: Walk, sampler: GraphNode): Pass | null {
  const found = find(walk, sampler, "positive");
  const link = found === null ? undefined : linkOf(found);
  const spot = link === undefined ? null : hop(walk, link, "positive");
  const stage = spot?.node.links.get(STAGE_INPUT);
  const stageSpot = stage === undefined ? null : hop(walk, stage, "latent");
  const pass = stageSpot === null ? null : search(walk, stageSpot.node, false);
  return pass === null ? null : { ...pass, isStage: true };
}
