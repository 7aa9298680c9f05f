/**
 * Sampling values of a pass.
 *
 * @module
 */
import { lookUp } from "./find.ts";
import type { GraphNode } from "./graph.ts";
import { INPUTS } from "./nodes/inputs.ts";
import { NOISE_SCRIPT } from "./nodes/samplers.ts";
import { firstStep, isNoiseless } from "./passes.ts";
import { valueOf } from "./reach.ts";
import { numberOf, switchOf, writtenText } from "./scalars.ts";
import { scriptOf } from "./scripts.ts";
import { firstInput, type Walk } from "./walk.ts";

/** Sampling values as they are written; null where the graph does not say. */
export interface Settings {
  readonly seed: string | null;
  readonly steps: string | null;
  readonly cfg: string | null;
  readonly sampler: string | null;
  readonly scheduler: string | null;
  readonly denoise: string | null;
}

/** Reads the sampling values of a pass. */
export function readSettings(walk: Walk, pass: GraphNode): Settings {
  const read = (want: string): string | null => writtenText(lookUp(walk, pass, want)) ?? null;
  const readNumber = (want: string): string | null => {
    const text = read(want);
    return numberOf(text) === null ? null : text;
  };
  const steps = readNumber("steps");
  return {
    seed: readNumber("seed"),
    steps,
    cfg: readNumber("cfg"),
    sampler: read("sampler_name"),
    scheduler: read("scheduler"),
    denoise: readNumber("denoise") ?? laterStart(walk, pass, steps),
  };
}

const DIGITS = 6;

/** The share of the steps that a pass takes which begins later with noise of its own. */
function laterStart(walk: Walk, pass: GraphNode, steps: string | null): string | null {
  const start = firstStep(walk, pass) ?? 0;
  const all = numberOf(steps) ?? 0;
  if (start <= 0 || start >= all || isNoiseless(walk, pass)) return null;
  return String(Number((1 - start / all).toFixed(DIGITS)));
}

/** A second seed that was mixed in. */
export interface Subseed {
  readonly seed: string;
  /** Share of its noise. */
  readonly strength: string;
}

/** Reads the second seed of a pass, its own or that of a script; null where it has no part. */
export function subseedOf(walk: Walk, pass: GraphNode): Subseed | null {
  const script = scriptOf(walk, pass, NOISE_SCRIPT.type);
  const isOn = script !== null && switchOf(valueOf(walk, script, NOISE_SCRIPT.on)) !== false;
  const seed = isOn ? valueOf(walk, script, NOISE_SCRIPT.seed) : lookUp(walk, pass, "subseed");
  const strength = isOn
    ? valueOf(walk, script, NOISE_SCRIPT.strength)
    : lookUp(walk, pass, "subseed_strength");
  const [seedText, share] = [writtenText(seed), writtenText(strength)];
  if (seedText === undefined || share === undefined) return null;
  return (numberOf(share) ?? 0) > 0 ? { seed: seedText, strength: share } : null;
}

/** Guidance that is distilled into the model: that of the sampler itself, or of the conditioning. */
export function guidanceOf(
  walk: Walk,
  pass: GraphNode,
  conditioning: readonly GraphNode[],
): string | null {
  const names = INPUTS["guidance"] ?? [];
  for (const node of [pass, ...conditioning]) {
    const name = firstInput(node, names);
    if (name !== undefined) return writtenText(valueOf(walk, node, name)) ?? null;
  }
  return null;
}
