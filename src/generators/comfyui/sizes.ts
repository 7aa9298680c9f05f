/**
 * The size of a first pass, from the latent that it begins with.
 *
 * @module
 */
import { find, type Source } from "./find.ts";
import type { GraphNode, Link } from "./graph.ts";
import { COMPUTED } from "./nodes/inputs.ts";
import {
  ENCODED,
  LATENT_LINKS,
  ORIENTATIONS,
  OVERRIDES,
  PRESET_SIZE,
  PRESETS,
  PROPORTION,
  PROPORTION_INPUTS,
  RATIO,
  SCALES,
  SIDES,
  SWAPPED,
  SWAPS,
} from "./nodes/sizes.ts";
import { hop, valueOf } from "./reach.ts";
import { switchOf, wordOf } from "./scalars.ts";
import { firstInput, firstLink, hasInput, type Walk } from "./walk.ts";

/** Width and height as they are written. */
export interface Size {
  readonly width: string;
  readonly height: string;
}

/** The size of what a pass begins with; null where the graph does not say. */
export function sizeOf(walk: Walk, pass: GraphNode): Size | null {
  const found = find(walk, pass, "latent");
  // Beside a latent these are what the picture is scaled to.
  if (found === null) return sidesOf(walk, pass);
  const first = found.name === null ? undefined : found.node.links.get(found.name);
  let spot: Source | null = first === undefined ? found : hop(walk, first, "latent");
  const seen = new Set<GraphNode>();
  while (spot !== null && !seen.has(spot.node) && spot.node !== pass) {
    const { node } = spot;
    seen.add(node);
    const inner = firstLink(node, LATENT_LINKS);
    if (inner === undefined) return sidesOf(walk, node) ?? encodedSize(walk, node);
    spot = hop(walk, inner, "latent");
  }
  return null;
}

/** The width and height that a node holds, a text with both before plain numbers. */
export function sidesOf(walk: Walk, node: GraphNode): Size | null {
  const preset = presetOf(walk, node);
  if (preset !== null) return preset;
  for (const [width, height] of SIDES) {
    if (!hasInput(node, width) || !hasInput(node, height)) continue;
    const sides = [sideOf(walk, node, width), sideOf(walk, node, height)] as const;
    return sides[0] === null || sides[1] === null
      ? null
      : swapped(walk, node, { width: sides[0], height: sides[1] });
  }
  return null;
}

const SIDE = /^[1-9]\d{0,5}$/;

function sideOf(walk: Walk, node: GraphNode, name: string): string | null {
  const link = node.links.get(name);
  const far = link === undefined ? null : linkedSide(walk, link, name);
  const text = far ?? wordOf(valueOf(walk, node, name))?.trim() ?? "";
  return SIDE.test(text) ? text : null;
}

/** One side of a preset that a link leads to. */
function linkedSide(walk: Walk, link: Link, name: string): string | null {
  const spot = hop(walk, link, name);
  const preset = spot === null || COMPUTED.test(spot.node.type) ? null : presetOf(walk, spot.node);
  return preset === null ? null : /height/.test(spot?.want ?? name) ? preset.height : preset.width;
}

function presetOf(walk: Walk, node: GraphNode): Size | null {
  const ratio = wordOf(node.values.get(RATIO.input));
  const [, side, other] = (ratio === undefined ? null : RATIO.size.exec(ratio)) ?? [];
  if (side !== undefined && other !== undefined) {
    return swapped(walk, node, { width: side, height: other });
  }
  for (const name of [...node.values.keys(), ...node.links.keys()]) {
    if (!PRESETS.test(name)) continue;
    const [, width, height] = PRESET_SIZE.exec(wordOf(valueOf(walk, node, name)) ?? "") ?? [];
    if (width === undefined || height === undefined) continue;
    const preset = swapped(walk, node, { width, height });
    return {
      width: sideOf(walk, node, OVERRIDES.width) ?? preset.width,
      height: sideOf(walk, node, OVERRIDES.height) ?? preset.height,
    };
  }
  return null;
}

function swapped(walk: Walk, node: GraphNode, size: Size): Size {
  const name = firstInput(node, SWAPS);
  const word = name === undefined ? "" : wordOf(valueOf(walk, node, name)) ?? "";
  const shape = ORIENTATIONS[word.toLowerCase()];
  const isHigh = Number(size.height) > Number(size.width);
  const isSwapped = shape === undefined
    ? SWAPPED.test(word)
    : size.width !== size.height && isHigh !== (shape === "high");
  return isSwapped ? { width: size.height, height: size.width } : size;
}

/** The size of an encoded picture, which only a node says that makes any picture this large. */
function encodedSize(walk: Walk, node: GraphNode): Size | null {
  const link = firstLink(node, ENCODED);
  const spot = link === undefined ? null : hop(walk, link, "image");
  return spot === null || !resizes(walk, spot.node) ? null : sidesOf(walk, spot.node);
}

/** Whether a node makes a picture as large as it says, whatever its proportion. */
function resizes(walk: Walk, node: GraphNode): boolean {
  if (!SCALES.test(node.type)) return false;
  return PROPORTION_INPUTS.every((name) => {
    const value = hasInput(node, name) ? valueOf(walk, node, name) : undefined;
    return switchOf(value) !== true && !PROPORTION.test(wordOf(value) ?? "");
  });
}
