/**
 * Everything that one pass says.
 *
 * @module
 */
import type { AppliedLora } from "../../record/record.ts";
import { type Prompt, promptText, readPrompt, type Side } from "./conditioning.ts";
import type { GraphNode } from "./graph.ts";
import { taggedLoras } from "./lora_entries.ts";
import { clipChain, type Model, readModel } from "./models.ts";
import type { StagedPass } from "./passes.ts";
import { readSettings, type Settings } from "./settings.ts";
import type { Walk } from "./walk.ts";

/** What a pass says. */
export interface PassReading {
  readonly pass: StagedPass;
  readonly settings: Settings;
  readonly positive: string;
  readonly negative: string;
  /** The nodes of both prompts: first those of the positive one. */
  readonly prompts: readonly [positive: Prompt, negative: Prompt];
  readonly model: Model;
  /** The nodes from the first text encoder to what loads it. */
  readonly clip: readonly GraphNode[];
  /** LoRAs of the pass that no pass before had. */
  readonly loras: readonly AppliedLora[];
}

/**
 * Reads a pass.
 *
 * @param seen Nodes whose LoRAs were read in a pass before; those of this one are added.
 */
export function readPass(walk: Walk, pass: StagedPass, seen: Set<GraphNode>): PassReading {
  const { node } = pass;
  const positive = readPrompt(walk, node, "positive");
  const prompts = [positive, readPrompt(walk, node, "negative", positive.slots)] as const;
  const known = { seen, tags: tagsOf(prompts) };
  const model = readModel(walk, node, known);
  const groups = [model.loras];
  let clip: readonly GraphNode[] = [];
  for (const encoder of [...prompts[0].encoders, ...prompts[1].encoders]) {
    const chain = clipChain(walk, encoder, known);
    if (chain.loras.length > 0) groups.push(chain.loras);
    if (clip.length === 0) clip = [encoder, ...chain.nodes];
  }
  const loras = groups.flat();
  return {
    pass,
    settings: readSettings(walk, node),
    positive: promptText(positive),
    negative: promptText(prompts[1]),
    prompts,
    model,
    clip,
    loras: pass.stage === "base" ? loras : loras.map((lora) => ({ ...lora, stage: pass.stage })),
  };
}

/** LoRAs of applied tags by the node that applies them. */
function tagsOf(prompts: readonly Prompt[]): ReadonlyMap<GraphNode, readonly AppliedLora[]> {
  const tags = new Map<GraphNode, AppliedLora[]>();
  prompts.forEach(({ texts }, at) => {
    const side: Side = at === 0 ? "positive" : "negative";
    for (const { text, applier } of texts) {
      if (applier === null) continue;
      tags.set(applier, [...tags.get(applier) ?? [], ...taggedLoras(text, applier, side)]);
    }
  });
  return tags;
}
