/**
 * A graph as a generation: from the output back to the first pass.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { appliedTags } from "./applied_tags.ts";
import { readWithoutSampler } from "./fallbacks.ts";
import { type Generation, generationOf } from "./generation.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { markedChain, withMarks } from "./marks.ts";
import { baseName, stemOf } from "./names.ts";
import { chainOf } from "./outputs.ts";
import { pairsOf } from "./pairs.ts";
import { readPass } from "./pass_reader.ts";
import { stagesOf } from "./passes.ts";
import { generationResources } from "./generation_resources.ts";
import { numberOf } from "./scalars.ts";
import { newWalk, type Walk } from "./walk.ts";

/**
 * Reads a graph as a generation. Never throws.
 *
 * @returns Null where it generates nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * import { apiGraph } from "./api.ts";
 * const graph = apiGraph(readJson(`{
 *   "1": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}},
 *   "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fern"}},
 *   "3": {"class_type": "KSampler", "inputs": {"steps": 20, "positive": ["2", 0], "latent_image": ["1", 0]}}
 * }`) ?? null);
 * assert.equal(graph && readGraph(graph)?.positive, "a fern");
 * ```
 */
export function readGraph(graph: Graph): Findings | null {
  return readWith(newWalk(graph), graph);
}

/** Reads a graph on a walk that has just begun, which counts the links that are followed. */
export function readWith(walk: Walk, graph: Graph): Findings | null {
  const chain = chainOf(walk, graph) ?? markedChain(walk, graph);
  if (chain === null) return readWithoutSampler(walk, graph);
  const seen = new Set<GraphNode>();
  const readings = stagesOf(walk, chain).map((pass) => readPass(walk, pass, seen));
  const generation = withMarks(walk, graph, generationOf(walk, chain, readings));
  const { base } = generation;
  return {
    positive: generation.positive,
    negative: generation.negative,
    params: pairsOf(walk, generation),
    fields: {
      ...fieldsOf(generation),
      ...graph.version === null ? {} : { version_tag: graph.version },
    },
    loras: readings.flatMap(({ loras }) => loras),
    resources: generationResources(walk, generation),
    appliedTags: appliedTags(base.prompts),
  };
}

function fieldsOf(generation: Generation): NonNullable<Findings["fields"]> {
  const { base: { settings }, size, model, refiner, hires, vae, clipSkip, upscaler } = generation;
  const { subseed } = generation;
  const denoise = numberOf(settings.denoise);
  return {
    model_name: model === null ? "" : stemOf(model),
    steps: settings.steps ?? "",
    sampler: settings.sampler ?? "",
    scheduler: settings.scheduler ?? "",
    cfg_scale: settings.cfg ?? "",
    ...settings.seed === null ? {} : { seed: settings.seed },
    subseed: subseed?.seed ?? "",
    subseed_strength: subseed?.strength ?? "",
    clip_skip: clipSkip ?? "",
    denoising_strength: denoise !== null && denoise < 1 ? settings.denoise ?? "" : "",
    ...size === null ? {} : { width: size.width, height: size.height },
    hires_upscaler: baseName(upscaler ?? ""),
    hires_steps: hires?.settings.steps ?? "",
    hires_denoising: hires?.settings.denoise ?? "",
    vae: vae === null ? "" : baseName(vae.name),
    refiner_model: refiner.model === null ? "" : stemOf(refiner.model),
    refiner_switch_at: refiner.switchAt === null ? "" : String(refiner.switchAt),
  };
}
