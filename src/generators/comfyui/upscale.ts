/**
 * How the picture grows between passes and behind the last one.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { fileName } from "./models.ts";
import {
  PROVIDER_LINK,
  SCALE_FACTORS,
  SCALE_METHODS,
  UPSCALER_LINKS,
  UPSCALER_NAMES,
} from "./nodes/sizes.ts";
import { isScaling } from "./scaling.ts";
import { hop, valueOf } from "./reach.ts";
import { writtenText } from "./scalars.ts";
import { sidesOf } from "./sizes.ts";
import { firstInput, firstLink, type Walk } from "./walk.ts";

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
    method = method ?? wordIn(walk, node, SCALE_METHODS);
    if (factor === null && size === null) {
      const sides = sidesOf(walk, node);
      if (sides === null) factor = wordIn(walk, node, SCALE_FACTORS);
      else size = `${sides.width}x${sides.height}`;
    }
  }
  return { model, method, size, factor };
}

/** The upscaling model that a node uses: on a link, through a provider, or one that it loads itself. */
export function upscaleModel(walk: Walk, node: GraphNode): string | null {
  const provided = node.links.get(PROVIDER_LINK);
  const user = provided === undefined ? node : hop(walk, provided, PROVIDER_LINK)?.node ?? node;
  const link = firstLink(user, UPSCALER_LINKS);
  const loader = link === undefined ? node : hop(walk, link, "upscale_model")?.node;
  if (loader === undefined || loader === node && !isScaling(node)) return null;
  const name = firstInput(loader, UPSCALER_NAMES);
  return name === undefined ? null : fileName(walk, loader, name);
}

function wordIn(walk: Walk, node: GraphNode, names: readonly string[]): string | null {
  const name = firstInput(node, names);
  return name === undefined ? null : writtenText(valueOf(walk, node, name)) ?? null;
}
