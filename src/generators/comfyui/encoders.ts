/**
 * Texts that a node encodes.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { MODEL_NAMES } from "./nodes/models.ts";
import {
  APPLYING_CLASS,
  type Encoder,
  ENCODER_TEXTS,
  ENCODERS,
  NEGATIVE_TEXTS,
  OWN_TEXT,
  PROMPT_TEXTS,
} from "./nodes/texts.ts";
import { textOf } from "./strings.ts";
import { firstInput, hasInput, type Walk } from "./walk.ts";

/** A text of a prompt. */
export interface PromptText {
  readonly text: string;
  /** The node that applies the LoRA tags in it; null where they are dead text. */
  readonly applier: GraphNode | null;
}

/** The texts of an encoder. */
export function encodersTexts(
  walk: Walk,
  node: GraphNode,
  slot: number,
  side: "positive" | "negative",
): readonly PromptText[] {
  const encoder = ENCODERS.get(node.type);
  const applier = appliesTags(node, encoder) ? node : null;
  const read = (names: readonly string[]): PromptText[] =>
    names.map((name) => ({ text: textOf(walk, node, name, side), applier }))
      .filter(({ text }) => text.trim() !== "");
  if (encoder !== undefined) return read(textsFor(encoder, slot, side));
  if (side === "negative" && holdsNegative(node)) return read(NEGATIVE_TEXTS);
  for (const names of ENCODER_TEXTS) {
    const texts = read(names.filter((name) => hasInput(node, name)));
    if (texts.length > 0) return texts;
  }
  return read(PROMPT_TEXTS[side] ?? []).slice(0, 1);
}

/** The inputs of an encoder of two prompts are told by the prompt, or by the output. */
function textsFor(encoder: Encoder, slot: number, side: string): readonly string[] {
  const { texts, negative = texts, isBySlot = false } = encoder;
  return (isBySlot ? slot === 1 : side === "negative") ? negative : texts;
}

/** Whether a node makes conditioning of texts, whatever else is linked to it: also a loader does that takes texts. */
export function isEncoder(node: GraphNode): boolean {
  return ENCODERS.has(node.type) || firstInput(node, MODEL_NAMES) !== undefined;
}

/** Whether a node has a text of its own for the negative prompt. */
export function holdsNegative(node: GraphNode): boolean {
  return firstInput(node, NEGATIVE_TEXTS) !== undefined;
}

/** Whether a node applies the LoRA tags in its texts. */
export function appliesTags(
  { type, links }: GraphNode,
  encoder: Encoder | undefined = ENCODERS.get(type),
): boolean {
  if (encoder?.applies === undefined) return APPLYING_CLASS.test(type);
  return encoder.applies === true || encoder.applies.every((name) => links.has(name));
}

/** Whether a node that works on conditioning has a text of its own. */
export function hasOwnText(node: GraphNode): boolean {
  return firstInput(node, OWN_TEXT) !== undefined;
}

/** The text of a node that works on conditioning. */
export function ownTexts(walk: Walk, node: GraphNode, side: string): readonly PromptText[] {
  return OWN_TEXT.map((name) => ({ text: textOf(walk, node, name, side), applier: null }));
}
