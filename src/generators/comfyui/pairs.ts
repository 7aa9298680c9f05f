/**
 * A generation as pairs under A1111's and Forge's keys.
 *
 * @module
 */
import { promptText, readPrompt } from "./conditioning.ts";
import { sourceOf } from "./find.ts";
import type { Generation } from "./generation.ts";
import type { GraphNode } from "./graph.ts";
import { OVERLAY_INPUTS } from "./nodes/inputs.ts";
import { MERGE_SHARES } from "./nodes/models.ts";
import { samplerOf } from "./outputs.ts";
import { Params, setFurther, setHires, setSettings } from "./params.ts";
import { hiresOf } from "./hires.ts";
import { valueOf } from "./reach.ts";
import { numberOf, writtenText } from "./scalars.ts";
import { readSettings } from "./settings.ts";
import { firstInput, linksOf, type Walk } from "./walk.ts";

/** The pairs of a generation; remarks on the reading stand last. */
export function pairsOf(walk: Walk, generation: Generation): ReadonlyMap<string, string> {
  const { base, first, hires, size, vae, refiner, further } = generation;
  const { settings } = base;
  const params = new Params();
  const scheduler = settings.scheduler ?? scheduleClass(walk, generation);
  setSettings(params, { ...settings, scheduler });
  params.set("Distilled CFG Scale", generation.guidance);
  params.set("Variation seed", generation.subseed?.seed ?? null);
  params.set("Variation seed strength", generation.subseed?.strength ?? null);
  params.set("Size", size === null ? null : `${size.width}x${size.height}`);
  params.set("Model", generation.model);
  params.set("Merge ratio", mergeRatio(walk, generation));
  params.set("VAE", vae?.name ?? null);
  params.set("Clip skip", generation.clipSkip);
  const denoise = numberOf(settings.denoise);
  params.set("Denoising strength", denoise !== null && denoise < 1 ? settings.denoise : null);
  if (hires === null) params.set("Hires upscaler", generation.upscaler);
  else {
    const isFree = !params.pairs.has("Denoising strength");
    params.set(isFree ? "Denoising strength" : "Hires denoising strength", hires.settings.denoise);
    setHires(params, hires, first);
  }
  params.set("Postprocess upscaler", generation.lastUpscaler);
  params.set("Refiner", refiner.model);
  params.set("Refiner switch at", refiner.switchAt === null ? null : String(refiner.switchAt));
  further.slice(0, MAX_FURTHER).forEach((reading, at) => {
    const word = reading.pass.stage === "hires" ? "Hires" : "Detailer";
    const number = at === 0 && word === "Detailer" ? "" : ` ${at + (word === "Hires" ? 2 : 1)}`;
    setFurther(params, word + number, hiresOf(walk, reading), first);
  });
  setOverlays(walk, params, generation);
  params.set("ComfyUI", [...walk.notes].join("; "));
  return params.pairs;
}

/** Passes beyond these are not described. */
const MAX_FURTHER = 9;

/** Adds what made the pictures that are laid over this one. */
function setOverlays(walk: Walk, params: Params, { ways }: Generation): void {
  const samplers = new Set<GraphNode>();
  for (const node of ways) {
    for (const link of linksOf(node, OVERLAY_INPUTS)) {
      const sampler = samplers.size < MAX_FURTHER ? samplerOf(walk, link) : null;
      if (sampler !== null) samplers.add(sampler);
    }
  }
  [...samplers].forEach((sampler, at) => {
    const word = at === 0 ? "Overlay" : `Overlay ${at + 1}`;
    params.set(`${word} seed`, readSettings(walk, sampler).seed);
    params.set(`${word} prompt`, promptText(readPrompt(walk, sampler, "positive")));
  });
}

/** The class of a schedule that has no name. */
function scheduleClass(walk: Walk, { base }: Generation): string | null {
  const { node } = base.pass;
  return node.links.has("sigmas") ? sourceOf(walk, node, "sigmas")?.node.type ?? null : null;
}

function mergeRatio(walk: Walk, { base: { model } }: Generation): string | null {
  for (const node of model.nodes) {
    const name = node.links.has("model1") ? firstInput(node, MERGE_SHARES) : undefined;
    if (name !== undefined) return writtenText(valueOf(walk, node, name)) ?? null;
  }
  return null;
}
