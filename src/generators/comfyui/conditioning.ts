/**
 * Prompts of a pass: its conditioning walked back to the texts.
 *
 * @module
 */
import { find, linkOf } from "./find.ts";
import type { GraphNode, Link } from "./graph.ts";
import {
  encodersTexts,
  hasOwnText,
  holdsNegative,
  isEncoder,
  ownTexts,
  type PromptText,
} from "./encoders.ts";
import { BUNDLES, CONDITIONING_LIKE, INPUTS } from "./nodes/inputs.ts";
import { BY_SLOT, ZERO } from "./nodes/texts.ts";
import { hop, type Spot } from "./reach.ts";
import { firstLink, type Walk } from "./walk.ts";

/** Prompt of a pass. */
export interface Prompt {
  /** The distinct texts in order. */
  readonly texts: readonly PromptText[];
  /** The nodes that hold them. */
  readonly encoders: readonly GraphNode[];
  /** Their outputs. */
  readonly slots: ReadonlyMap<GraphNode, number>;
  /** The nodes that work on the conditioning. */
  readonly operators: readonly GraphNode[];
}

/** Which of the two prompts. */
export type Side = "positive" | "negative";

const NO_SLOTS: ReadonlyMap<GraphNode, number> = new Map();

const NOTHING: Prompt = { texts: [], encoders: [], slots: NO_SLOTS, operators: [] };

/** A step that is still to be taken: a link to follow, or a node whose own text comes now. */
type Step = Link | { readonly own: GraphNode };

/**
 * Reads a prompt of a pass.
 *
 * @param taken Outputs of encoders that are the other prompt: on another output stands what the graph does not tell.
 */
export function readPrompt(
  walk: Walk,
  pass: GraphNode,
  side: Side,
  taken: ReadonlyMap<GraphNode, number> = NO_SLOTS,
): Prompt {
  const found = find(walk, pass, side);
  if (found === null) return NOTHING;
  const link = linkOf(found);
  if (link !== undefined && (found.isHeld || !isEncoder(found.node))) {
    return walkBack(walk, link, side, taken);
  }
  // A text where conditioning belongs is a mistake, but for a loader that encodes it.
  if (found.node === pass) return NOTHING;
  const texts = new Texts();
  texts.add(encodersTexts(walk, found.node, found.slot, side));
  return { texts: texts.list, encoders: [found.node], slots: NO_SLOTS, operators: [] };
}

/** The prompt as one text. */
export function promptText({ texts }: Prompt): string {
  return texts.map(({ text }) => text).join("\n").trim();
}

function walkBack(
  walk: Walk,
  link: Link,
  side: Side,
  taken: ReadonlyMap<GraphNode, number>,
): Prompt {
  const slots = new Map<GraphNode, number>();
  const texts = new Texts();
  const encoders: GraphNode[] = [];
  const operators: GraphNode[] = [];
  const seen = new Set<string>();
  const pending: Step[] = [link];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if ("own" in step) {
      texts.add(ownTexts(walk, step.own, side));
      continue;
    }
    const spot = hop(walk, step, side);
    if (spot === null) continue;
    const { node, slot } = spot;
    const key = `${slot} ${node.id}`;
    if (seen.has(key) || ZERO.has(node.type)) continue;
    seen.add(key);
    const links = linksBack(spot, side);
    if (links === null) {
      const isOther = (taken.get(node) ?? slot) !== slot;
      if (isOther && !isEncoder(node) && !holdsNegative(node)) continue;
      encoders.push(node);
      slots.set(node, slot);
      texts.add(encodersTexts(walk, node, slot, side));
      continue;
    }
    operators.push(node);
    if (hasOwnText(node)) pending.push({ own: node });
    for (let i = links.length - 1; i >= 0; i--) pending.push(links[i] as Link);
  }
  return { texts: texts.list, encoders, slots, operators };
}

/** The links of a node on which the conditioning came in; null for a node that makes it. */
function linksBack({ node, slot }: Spot, side: Side): readonly Link[] | null {
  const { links, type } = node;
  if (links.size === 0) return null;
  const positive = links.get("positive");
  const negative = links.get("negative");
  const isPair = positive !== undefined || negative !== undefined;
  if (isPair && isEncoder(node)) return null;
  if (isPair && BY_SLOT.test(type)) {
    const link = slot === 0 ? positive : slot === 1 ? negative : undefined;
    return link === undefined ? [] : [link];
  }
  if (positive !== undefined && negative !== undefined) {
    return [side === "positive" ? positive : negative];
  }
  const found: Link[] = [];
  for (const [name, link] of links) {
    if (CONDITIONING_LIKE.test(name) || name === "positive" || name === side) found.push(link);
  }
  if (found.length > 0) return isEncoder(node) ? null : found;
  const bundle = firstLink(node, INPUTS[side] ?? []) ?? firstLink(node, BUNDLES);
  return bundle === undefined || isEncoder(node) ? null : [bundle];
}

/** Texts, each once: blanks at the ends make no difference. */
class Texts {
  readonly list: PromptText[] = [];
  private readonly seen = new Set<string>();

  add(texts: readonly PromptText[]): void {
    for (const one of texts) {
      const trimmed = one.text.trim();
      if (trimmed === "" || this.seen.has(trimmed)) continue;
      this.seen.add(trimmed);
      this.list.push(one);
    }
  }
}
