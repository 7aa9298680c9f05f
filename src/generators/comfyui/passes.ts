/**
 * What each pass of a chain is to the first one.
 *
 * @module
 */
import type { UsageStage } from "../../record/record.ts";
import { lookUp, sourceOf } from "./find.ts";
import type { GraphNode } from "./graph.ts";
import { DETAIL_WORK, NO_NOISE, SPLIT_STEP, SPLITS_SIGMAS } from "./nodes/samplers.ts";
import { CARRIES_LATENT, LATENT_LINKS } from "./nodes/sizes.ts";
import type { Chain, Pass } from "./outputs.ts";
import { valueOf, waysOn } from "./reach.ts";
import { routeOf } from "./routing.ts";
import { isDetailer } from "./samplers.ts";
import { numberOf, switchOf } from "./scalars.ts";
import { isScaling } from "./scaling.ts";
import { firstLink, follow, type Walk } from "./walk.ts";

/** A pass with its part in the generation. */
export interface StagedPass {
  readonly node: GraphNode;
  readonly stage: UsageStage;
  /** Nodes between the pass before and this one, the nearest to this one first. */
  readonly before: readonly GraphNode[];
}

/** The passes of a chain from the first to the last; `base` once, and first. */
export function stagesOf(walk: Walk, { passes }: Chain): StagedPass[] {
  const anew = passes.findIndex((_pass, at) => isUnrelated(walk, passes, at));
  const order = passes.slice(0, anew < 0 ? passes.length : anew + 1).reverse();
  const first = order.findIndex(({ node }) => !isDetailer(node));
  const base = Math.max(first, 0);
  return order.map(({ node }, at): StagedPass => {
    const before = order[at - 1]?.behind ?? [];
    if (at === base) return { node, stage: "base", before };
    const isApart = isDetailer(node) || at < base || order[at - 1]?.isStage === true;
    const stage = isApart ? "detailer" : stageOf(walk, node, before);
    return { node, stage, before };
  }).sort((a, b) => Number(b.stage === "base") - Number(a.stage === "base"));
}

/** Whether a pass makes a picture of its own from another that only serves it, such as a map of depths. */
function isUnrelated(walk: Walk, passes: readonly Pass[], at: number): boolean {
  const { node } = passes[at] as Pass;
  const earlier = passes[at + 1];
  if (earlier === undefined || earlier.isStage === true || isDetailer(node)) return false;
  if (!earlier.behind.some(makesOther) || earlier.behind.some(isMasking)) return false;
  return (numberOf(lookUp(walk, node, "denoise")) ?? 1) >= 1 && !goesOn(walk, node);
}

/** Whether a node makes another picture of one: what works on latents does not. */
function makesOther(node: GraphNode): boolean {
  return !keepsPicture(node) && firstLink(node, PICTURES) !== undefined &&
    firstLink(node, LATENT_LINKS) === undefined;
}

const PICTURES = ["image", "images", "pixels"] as const;

function isMasking({ links }: GraphNode): boolean {
  return links.has("mask") || links.has("noise_mask");
}

function stageOf(walk: Walk, node: GraphNode, before: Pass["behind"]): UsageStage {
  if (before.length === 0 && goesOn(walk, node)) return "refiner";
  return before.every(keepsPicture) ? "hires" : "detailer";
}

/** Whether a sampler goes on with the noise that is left in its latent. */
function goesOn(walk: Walk, node: GraphNode): boolean {
  if (isNoiseless(walk, node) || (firstStep(walk, node) ?? 0) > 0) return true;
  return (splitOf(walk, node)?.slot ?? 0) > 0;
}

/** The node that splits the schedule of a sampler. */
function splitOf(walk: Walk, sampler: GraphNode): { node: GraphNode; slot: number } | null {
  const seen = new Set<GraphNode>();
  for (let link = sampler.links.get("sigmas"); link !== undefined;) {
    const node = follow(walk, link);
    if (node === undefined || seen.has(node)) return null;
    if (SPLITS_SIGMAS.test(node.type)) return { node, slot: link.slot };
    seen.add(node);
    const route = routeOf(node);
    link = route === undefined
      ? undefined
      : waysOn(walk, route, { node, slot: link.slot, want: "sigmas" }).links[0];
  }
  return null;
}

/** Whether a sampler adds no noise of its own. */
export function isNoiseless(walk: Walk, node: GraphNode): boolean {
  if (switchOf(lookUp(walk, node, "add_noise")) === false) return true;
  const noise = node.links.has("noise") ? sourceOf(walk, node, "noise") : null;
  return noise !== null && NO_NOISE.test(noise.node.type);
}

/** The step that a sampler begins with; null where it does not say. */
export function firstStep(walk: Walk, node: GraphNode): number | null {
  return numberOf(lookUp(walk, node, "start_at_step"));
}

/** Whether a node decodes, encodes, scales or refines: whether the picture behind it is still the one before it. */
function keepsPicture(node: GraphNode): boolean {
  return DETAIL_WORK.test(node.type) || CARRIES_LATENT.test(node.type) ||
    isDetailer(node) || isScaling(node) ||
    node.links.has("vae") && !node.links.has("mask");
}

/** The share of the steps after which a later pass goes on; null where the graph does not say. */
export function switchAt(walk: Walk, later: GraphNode, steps: number | null): number | null {
  const split = splitOf(walk, later);
  const start = split === null
    ? firstStep(walk, later)
    : numberOf(valueOf(walk, split.node, SPLIT_STEP));
  return shareOf(start, steps);
}

const DIGITS = 6;

/** A step as a share of all steps; a fraction is one already. */
export function shareOf(step: number | null, steps: number | null): number | null {
  if (step === null || step <= 0) return null;
  if (step < 1) return step;
  return steps === null || steps < step ? null : Number((step / steps).toFixed(DIGITS));
}
