/**
 * The second pass on a larger picture, and what enlarges it.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { fileName } from "./models.ts";
import { HIRES_SCRIPT } from "./nodes/samplers.ts";
import type { HiresPass } from "./params.ts";
import type { PassReading } from "./pass_reader.ts";
import { valueOf } from "./reach.ts";
import { writtenText } from "./scalars.ts";
import { scriptOf } from "./scripts.ts";
import { upscaleModel, upscaleOn } from "./upscale.ts";
import type { Walk } from "./walk.ts";

/** A pass as it is compared with the first. */
export function hiresOf(walk: Walk, reading: PassReading): HiresPass {
  const { pass, settings, positive, negative, model } = reading;
  const upscale = upscaleOn(walk, pass.before);
  return { settings, upscale, model: model.name, positive, negative };
}

/** The second pass of a script that is linked to a sampler; null without one. */
export function scriptedHires(walk: Walk, base: PassReading, first: HiresPass): HiresPass | null {
  const node = scriptOf(walk, base.pass.node, HIRES_SCRIPT.type);
  if (node === null) return null;
  const read = (name: string): string | null => writtenText(valueOf(walk, node, name)) ?? null;
  const { upscalers } = HIRES_SCRIPT;
  const kind = read(HIRES_SCRIPT.kind);
  const input = upscalers[kind as keyof typeof upscalers];
  const upscaler = input === undefined ? null : fileName(walk, node, input);
  return {
    ...first,
    settings: {
      ...first.settings,
      steps: read(HIRES_SCRIPT.steps),
      denoise: read(HIRES_SCRIPT.denoise),
    },
    upscale: {
      model: upscaler,
      method: null,
      size: null,
      factor: read(HIRES_SCRIPT.factor),
    },
    model: fileName(walk, node, HIRES_SCRIPT.checkpoint) ?? first.model,
  };
}

/**
 * The upscaling model that comes behind all sampling, or that a detail pass uses.
 *
 * @param behind The nodes between the output and the last pass.
 */
export function lastUpscaler(
  walk: Walk,
  behind: readonly GraphNode[],
  further: readonly PassReading[],
): string | null {
  const last = upscaleOn(walk, behind).model;
  if (last !== null) return last;
  for (let i = further.length - 1; i >= 0; i--) {
    const { pass } = further[i] as PassReading;
    const model = upscaleModel(walk, pass.node) ?? upscaleOn(walk, pass.before).model;
    if (model !== null) return model;
  }
  return null;
}
