/**
 * Marks of LoRA Manager, by which a user says what a node is to the generation; they count where the graph does not say it.
 *
 * Source: https://github.com/willmiao/ComfyUI-Lora-Manager `py/metadata_collector/metadata_processor.py`
 *
 * @module
 */
import type { Side } from "./conditioning.ts";
import { encodersTexts } from "./encoders.ts";
import type { Generation } from "./generation.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { modelName } from "./models.ts";
import { MARKS } from "./nodes/fallbacks.ts";
import type { Chain } from "./outputs.ts";
import type { Walk } from "./walk.ts";

/** The sampler that is marked as all there is of a chain; null without one. */
export function markedChain(walk: Walk, graph: Graph): Chain | null {
  const node = markedNode(walk, graph, "sampler");
  return node === undefined ? null : { output: node, passes: [{ node, behind: [] }] };
}

/** Fills what is not known of a generation from marked nodes. */
export function withMarks(walk: Walk, graph: Graph, generation: Generation): Generation {
  if (graph.marks.size === 0) return generation;
  const textOf = (side: Side): string => {
    if (generation[side] !== "") return generation[side];
    const node = markedNode(walk, graph, side);
    const texts = node === undefined ? [] : encodersTexts(walk, node, 0, side);
    return texts.map(({ text }) => text).join("\n").trim();
  };
  const loader = generation.model === null ? markedNode(walk, graph, "model") : undefined;
  return {
    ...generation,
    model: loader === undefined ? generation.model : modelName(walk, loader),
    positive: textOf("positive"),
    negative: textOf("negative"),
  };
}

function markedNode(walk: Walk, graph: Graph, part: keyof typeof MARKS): GraphNode | undefined {
  const id = graph.marks.get(MARKS[part]);
  const node = id === undefined ? undefined : graph.nodes.get(id);
  if (node !== undefined) walk.notes.add(`${part} by its mark`);
  return node;
}
