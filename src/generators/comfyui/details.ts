/**
 * What decodes the picture, and how the text encoder is used.
 *
 * @module
 */
import { find, type Source, sourceOf } from "./find.ts";
import type { GraphNode } from "./graph.ts";
import { fileName } from "./models.ts";
import { CLIP_SKIPS, VAE_CLASS, VAE_NAMES } from "./nodes/models.ts";
import { hop, valueOf } from "./reach.ts";
import { wordOf } from "./scalars.ts";
import { firstInput, type Walk } from "./walk.ts";

/** A VAE of its own, with the node that names it. */
export interface Vae {
  /** The file as it is written. */
  readonly name: string;
  readonly node: GraphNode;
}

/**
 * The VAE that decodes a picture; null where it is the checkpoint's.
 *
 * @param way The nodes between the output and the last pass.
 */
export function vaeOf(walk: Walk, way: readonly GraphNode[], last: GraphNode): Vae | null {
  const decoder = way.find(({ links }) => links.has("vae"));
  const link = decoder?.links.get("vae");
  if (link !== undefined) return vaeIn(walk, hop(walk, link, "vae"));
  const found = find(walk, last, "vae");
  if (found === null) return null;
  const own = found.name !== null && found.node.values.has(found.name) ? found : null;
  return vaeIn(walk, own ?? sourceOf(walk, last, "vae"));
}

function vaeIn(walk: Walk, start: Source | null): Vae | null {
  const seen = new Set<GraphNode>();
  for (let spot = start; spot !== null && !seen.has(spot.node);) {
    const { node } = spot;
    seen.add(node);
    const input = firstInput(node, VAE_NAMES) ??
      (VAE_CLASS.test(node.type) ? firstInput(node, ["model_name"]) : undefined);
    const name = input === undefined ? null : fileName(walk, node, input);
    if (name !== null) return { name, node };
    // A node that only uses it, such as a sampler, hands it on.
    spot = input === undefined ? sourceOf(walk, node, "vae") : null;
  }
  return null;
}

/** The layer of the text encoder that counts, from its end; null where it is the usual one. */
export function clipSkipOf(walk: Walk, nodes: readonly GraphNode[]): string | null {
  for (const node of nodes) {
    const input = firstInput(node, CLIP_SKIPS);
    const digits = input === undefined
      ? undefined
      : /^-?(\d+)$/.exec(wordOf(valueOf(walk, node, input)) ?? "")?.[1];
    if (digits !== undefined) return digits === "0" ? null : digits;
  }
  return null;
}
