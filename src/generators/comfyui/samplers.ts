/**
 * Nodes that sample.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { DETAILERS, SAMPLER_CLASS, SAMPLER_INPUTS, SAMPLERS } from "./nodes/samplers.ts";
import { routeOf } from "./routing.ts";
import { firstInput, firstLink } from "./walk.ts";

/** Whether a node samples: its class is known for it, or its inputs are those of samplers. */
export function isSampler(node: GraphNode): boolean {
  if (SAMPLERS.has(node.type) || DETAILERS.has(node.type)) return true;
  const { settings, conditioning, links, except } = SAMPLER_INPUTS;
  return (firstInput(node, settings) !== undefined || isUnnamedSampler(node)) &&
    firstInput(node, conditioning) !== undefined &&
    firstLink(node, links) !== undefined &&
    !except.test(node.type) && routeOf(node) === undefined;
}

/** Whether a node of a drawn graph samples by its class and links: its values may have no names. */
function isUnnamedSampler({ type, links }: GraphNode): boolean {
  return links.has("model") && links.has("positive") && SAMPLER_CLASS.test(type);
}

/** Whether a sampler refines a picture, and is never the first pass while there is another. */
export function isDetailer({ type }: GraphNode): boolean {
  return DETAILERS.has(type);
}

/** The inputs of a sampler that mean what is asked for, where their names do not say it. */
export function meantInputs({ type }: GraphNode, want: string): readonly string[] | undefined {
  return (SAMPLERS.get(type) ?? DETAILERS.get(type))?.[want];
}
