/**
 * The passes of a chain as one generation: what each column of a record is taken from.
 *
 * @module
 */
import { promptText, readPrompt, type Side } from "./conditioning.ts";
import { clipSkipOf, type Vae, vaeOf } from "./details.ts";
import { sourceOf } from "./find.ts";
import type { GraphNode } from "./graph.ts";
import { hiresOf, lastUpscaler, scriptedHires } from "./hires.ts";
import { fileName } from "./models.ts";
import { FRAME_INPUTS } from "./nodes/inputs.ts";
import { REFINER_NAMES } from "./nodes/models.ts";
import { REFINE_STEP } from "./nodes/samplers.ts";
import { type Chain, type Pass, samplerOf } from "./outputs.ts";
import type { HiresPass } from "./params.ts";
import type { PassReading } from "./pass_reader.ts";
import { shareOf, switchAt } from "./passes.ts";
import { valueOf } from "./reach.ts";
import { numberOf } from "./scalars.ts";
import { guidanceOf, type Subseed, subseedOf } from "./settings.ts";
import { type Size, sizeOf } from "./sizes.ts";
import { firstInput, firstLink, type Walk } from "./walk.ts";

/** A second model for the last steps. */
export interface Refiner {
  /** Its file as it is written, where it is not the model of the first pass. */
  readonly model: string | null;
  /** Share of the steps after which it goes on. */
  readonly switchAt: number | null;
}

/** A generation. */
export interface Generation {
  /** The first pass. */
  readonly base: PassReading;
  /** The first pass as others are compared with it. */
  readonly first: HiresPass;
  readonly positive: string;
  readonly negative: string;
  readonly size: Size | null;
  readonly model: string | null;
  readonly guidance: string | null;
  readonly subseed: Subseed | null;
  readonly clipSkip: string | null;
  readonly vae: Vae | null;
  readonly refiner: Refiner;
  readonly hires: HiresPass | null;
  /** The upscaler of the second pass, or without one the model behind all passes. */
  readonly upscaler: string | null;
  /** The upscaling model behind a second pass. */
  readonly lastUpscaler: string | null;
  /** Passes that no column is for. */
  readonly further: readonly PassReading[];
  readonly readings: readonly PassReading[];
  /** The nodes between the passes and behind the last one. */
  readonly ways: readonly GraphNode[];
}

/** Puts the passes together; the first of them is the first pass. */
export function generationOf(
  walk: Walk,
  { passes }: Chain,
  readings: readonly PassReading[],
): Generation {
  const base = readings[0] as PassReading;
  const last = passes[0] as Pass;
  const refiner = readings.find(({ pass }) => pass.stage === "refiner");
  const second = readings.find(({ pass }) => pass.stage === "hires");
  const further = readings.filter((one) => one !== base && one !== refiner && one !== second);
  const first = hiresOf(walk, base);
  const hires = second === undefined ? scriptedHires(walk, base, first) : hiresOf(walk, second);
  const lastModel = lastUpscaler(walk, last.behind, further);
  const [positive, negative] = base.prompts;
  return {
    base,
    first,
    ...promptsOf(walk, base),
    size: sizeOf(walk, base.pass.node),
    model: base.model.name,
    guidance: guidanceOf(walk, base.pass.node, [...positive.operators, ...positive.encoders]),
    subseed: subseedOf(walk, base.pass.node),
    clipSkip: clipSkipOf(walk, base.clip.length > 0 ? base.clip : negative.encoders),
    vae: vaeOf(walk, last.behind, last.node),
    refiner: refiner === undefined ? ownRefiner(walk, base) : refinerOf(walk, base, refiner),
    hires,
    upscaler: hires === null ? lastModel : hires.upscale.model ?? hires.upscale.method,
    lastUpscaler: hires === null ? null : lastModel,
    further,
    readings,
    ways: passes.flatMap(({ behind }) => behind),
  };
}

function refinerOf(walk: Walk, base: PassReading, { pass, model }: PassReading): Refiner {
  return {
    model: model.name === base.model.name ? null : model.name,
    switchAt: switchAt(walk, pass.node, numberOf(base.settings.steps)),
  };
}

/** The refiner of a sampler that has both models. */
function ownRefiner(walk: Walk, { pass: { node }, model, settings }: PassReading): Refiner {
  const step = numberOf(valueOf(walk, node, REFINE_STEP));
  if (step === null || step <= 0) return { model: null, switchAt: null };
  for (const holder of model.nodes) {
    const input = firstInput(holder, REFINER_NAMES);
    const name = input === undefined ? null : fileName(walk, holder, input);
    if (name !== null) return { model: name, switchAt: shareOf(step, numberOf(settings.steps)) };
  }
  return { model: null, switchAt: null };
}

/** The prompts of the first pass; a video without any has those of the picture that it begins with. */
function promptsOf(walk: Walk, base: PassReading): Record<Side, string> {
  const { positive, negative, prompts, pass } = base;
  if (positive !== "" || negative !== "") return { positive, negative };
  const latent = sourceOf(walk, pass.node, "latent")?.node;
  for (
    const node of latent === undefined ? prompts[0].operators : [latent, ...prompts[0].operators]
  ) {
    const link = firstLink(node, FRAME_INPUTS);
    const sampler = link === undefined ? null : samplerOf(walk, link);
    if (sampler === null) continue;
    return {
      positive: promptText(readPrompt(walk, sampler, "positive")),
      negative: promptText(readPrompt(walk, sampler, "negative")),
    };
  }
  return { positive, negative };
}
