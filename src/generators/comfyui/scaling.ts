/**
 * Nodes that change the size of a picture or latent.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { SCALE_FACTORS, SCALES, SCALING_METHODS } from "./nodes/sizes.ts";
import { firstInput } from "./walk.ts";

/** Whether a node changes the size of a picture or latent. */
export function isScaling(node: GraphNode): boolean {
  return SCALES.test(node.type) || node.links.has("upscale_model") ||
    firstInput(node, SCALE_FACTORS) !== undefined ||
    firstInput(node, SCALING_METHODS) !== undefined;
}
