/**
 * From InvokeAI's graph to prompts and settings: those of the node that denoises, and of what leads into it.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonArray, itemsOf } from "../../record/json.ts";
import { modelStem } from "../../record/model_names.ts";
import type { AppliedLora, RecordField } from "../../record/record.ts";
import { promptOf, textOf } from "../shared/settings.ts";
import type { InvokeGraph, InvokeNode } from "./graph.ts";
import { lorasOf, modelName, resourcesOf } from "./models.ts";

/** Types of nodes that denoise: `denoise_latents`, `flux_denoise`, `t2l` and `l2l` of early versions, … */
const DENOISING = /denoise(?:_latents)?(?:_meta)?$|^(?:t2l|l2l)$/;
/** Fields that lead from conditioning to the nodes with prompts. */
const TO_PROMPTS = ["item", "collection", "conditioning", "positive_conditioning", "a", "b"];
/** Fields that lead from the denoising to the loader of the model. */
const TO_MODEL = ["unet", "transformer", "item", "collection", "loras", "lora", "model"];
/** Fields of nodes that encode prompts. */
const PROMPT = "prompt";

const OWN: ReadonlyArray<readonly [column: RecordField, field: string]> = [
  ["steps", "steps"],
  ["steps", "num_steps"],
  ["cfg_scale", "cfg_scale"],
  ["sampler", "scheduler"],
  ["scheduler", "scheduler"],
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
];

const NOISE: ReadonlyArray<readonly [column: RecordField, field: string]> = [
  ["seed", "seed"],
  ["width", "width"],
  ["height", "height"],
];

/** Reads a graph; null where nothing in it denoises. */
export function readGraph(graph: InvokeGraph): Findings | null {
  const denoising = [...graph.nodes.values()].filter(({ type }) => DENOISING.test(type));
  const node = outputOf(graph, denoising);
  if (node === undefined) return null;
  const fields: Partial<Record<RecordField, string>> = {};
  const set = (from: InvokeNode, columns: typeof OWN): void => {
    for (const [column, field] of columns) {
      const value = graph.value(from, field);
      // A scale may be a list of one for each step.
      const text = textOf(isJsonArray(value) ? itemsOf(value)[0] : value);
      if (text !== "") fields[column] = text;
    }
  };
  set(node, OWN);
  for (const noise of graph.into(node, "noise")) set(noise, NOISE);
  const loaders = graph.back(
    [node],
    TO_MODEL,
    ({ settings }) => modelName(settings.get("model")) !== "",
  );
  const loader = loaders.find(({ type }) => /loader/.test(type)) ?? loaders[0];
  if (loader !== undefined) fields.model_name = modelStem(modelName(loader.settings.get("model")));
  const params = new Map<string, string>();
  return {
    positive: promptInto(graph, node, ["positive_conditioning", "positive_text_conditioning"]),
    negative: promptInto(graph, node, ["negative_conditioning", "negative_text_conditioning"]),
    params,
    fields,
    loras: lorasInto(graph, node),
    resources: loader === undefined
      ? []
      : resourcesOf(new Map([["model", loader.settings.get("model") ?? null]])),
  };
}

/** The node that denoises for the last time: none of the others comes after it. */
function outputOf(
  graph: InvokeGraph,
  denoising: readonly InvokeNode[],
): InvokeNode | undefined {
  const inner = new Set<string>();
  for (const node of denoising.slice(0, 16)) {
    const before = graph.back(
      [node],
      ["latents", "image", "noise"],
      (one) => one !== node && DENOISING.test(one.type),
    );
    for (const one of before) inner.add(one.id);
  }
  return denoising.find(({ id }) => !inner.has(id)) ?? denoising[0];
}

/** The prompts that lead into a field of conditioning, one a line. */
function promptInto(graph: InvokeGraph, denoiser: InvokeNode, fields: readonly string[]): string {
  const starts = fields.flatMap((field) => graph.into(denoiser, field));
  const prompts = graph.back(starts, TO_PROMPTS, hasPrompt)
    .map((found) => promptOf(graph.value(found, PROMPT))).filter((prompt) => prompt !== "");
  return prompts.join("\n");
}

function hasPrompt({ settings }: InvokeNode): boolean {
  return settings.has(PROMPT);
}

/** LoRAs between the denoising and the model, the one next to the model first: in order of application. */
function lorasInto(graph: InvokeGraph, denoiser: InvokeNode): readonly AppliedLora[] {
  const nodes = graph.back([denoiser], TO_MODEL, ({ settings }) => settings.has("lora"), true);
  return nodes.slice().reverse().flatMap((one) =>
    lorasOf(one.settings.get("lora"), one.type).map((lora) => {
      const weight = Number(textOf(graph.value(one, "weight")) || "1");
      return { ...lora, weight: Number.isFinite(weight) ? weight : 1, origin: "loader" as const };
    })
  );
}
