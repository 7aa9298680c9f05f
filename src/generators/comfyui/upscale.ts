/**
 * How the picture grows between passes and behind the last one.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { fileName } from "./models.ts";
import { SCALE_FACTORS, SCALE_METHODS } from "./nodes/sizes.ts";
import { isScaling } from "./passes.ts";
import { hop, valueOf } from "./reach.ts";
import { writtenText } from "./scalars.ts";
import { sidesOf } from "./sizes.ts";
import { firstInput, type Walk } from "./walk.ts";

/** How a picture was enlarged. */
export interface Upscale {
  /** File of an upscaling model as it is written. */
  readonly model: string | null;
  /** Word for the method. */
  readonly method: string | null;
  /** Width and height as `WxH`. */
  readonly size: string | null;
  /** The factor as it is written. */
  readonly factor: string | null;
}

/** Reads how the picture is enlarged on a way, whose last step comes first. */
export function upscaleOn(walk: Walk, way: readonly GraphNode[]): Upscale {
  let model: string | null = null;
  let method: string | null = null;
  let size: string | null = null;
  let factor: string | null = null;
  for (const node of way) {
    model = model ?? upscaleModel(walk, node);
    if (!isScaling(node)) continue;
    method = method ?? wordOf(walk, node, SCALE_METHODS);
    if (factor === null && size === null) {
      const sides = sidesOf(walk, node);
      if (sides === null) factor = wordOf(walk, node, SCALE_FACTORS);
      else size = `${sides.width}x${sides.height}`;
    }
  }
  return { model, method, size, factor };
}

/** The upscaling model that a node uses. */
export function upscaleModel(walk: Walk, node: GraphNode): string | null {
  const link = node.links.get("upscale_model") ?? node.links.get("upscale_model_opt");
  const spot = link === undefined ? null : hop(walk, link, "upscale_model");
  return spot === null ? null : fileName(walk, spot.node, "model_name");
}

function wordOf(walk: Walk, node: GraphNode, names: readonly string[]): string | null {
  const name = firstInput(node, names);
  return name === undefined ? null : writtenText(valueOf(walk, node, name)) ?? null;
}
