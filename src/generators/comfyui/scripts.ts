/**
 * Scripts: nodes that change how the sampler works which they are linked to, one behind the other.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { SCRIPT_LINK } from "./nodes/samplers.ts";
import { hop } from "./reach.ts";
import type { Walk } from "./walk.ts";

/** The script of a class among those of a sampler; null without one. */
export function scriptOf(walk: Walk, sampler: GraphNode, type: string): GraphNode | null {
  const seen = new Set<GraphNode>();
  for (let link = sampler.links.get(SCRIPT_LINK); link !== undefined;) {
    const node = hop(walk, link, SCRIPT_LINK)?.node;
    if (node === undefined || seen.has(node)) return null;
    if (node.type === type) return node;
    seen.add(node);
    link = node.links.get(SCRIPT_LINK);
  }
  return null;
}
