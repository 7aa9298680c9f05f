/**
 * The pairs of a generation under the keys that A1111 and Forge write.
 *
 * @module
 */
import type { Settings } from "./settings.ts";
import type { Upscale } from "./upscale.ts";

/** A second pass, with what it does otherwise than the first. */
export interface HiresPass {
  readonly settings: Settings;
  readonly upscale: Upscale;
  readonly model: string | null;
  readonly positive: string;
  readonly negative: string;
}

/** Pairs while they are written. */
export class Params {
  readonly pairs = new Map<string, string>();

  /** Adds a pair, unless there is nothing to say. */
  set(key: string, value: string | null): void {
    if (value !== null && value !== "") this.pairs.set(key, value);
  }

  /** Adds a pair that differs from what holds otherwise. */
  setChanged(key: string, value: string | null, usual: string | null): void {
    if (value !== usual) this.set(key, value);
  }
}

/** Adds the sampling values of the first pass. */
export function setSettings(params: Params, settings: Settings): void {
  params.set("Steps", settings.steps);
  params.set("Sampler", settings.sampler);
  params.set("Schedule type", settings.scheduler);
  params.set("CFG scale", settings.cfg);
  params.set("Seed", settings.seed);
}

/** Adds a second pass. */
export function setHires(params: Params, hires: HiresPass, base: HiresPass): void {
  const { settings, upscale } = hires;
  params.set("Hires upscale", upscale.factor);
  params.set("Hires resize", upscale.size);
  params.set("Hires steps", settings.steps);
  params.set("Hires upscaler", upscale.model ?? upscale.method);
  params.setChanged("Hires sampler", settings.sampler, base.settings.sampler);
  params.setChanged("Hires schedule type", settings.scheduler, base.settings.scheduler);
  params.setChanged("Hires CFG Scale", settings.cfg, base.settings.cfg);
  params.setChanged("Hires seed", settings.seed, base.settings.seed);
  params.setChanged("Hires checkpoint", hires.model, base.model);
  params.setChanged("Hires prompt", hires.positive, base.positive);
  params.setChanged("Hires negative prompt", hires.negative, base.negative);
}

/** Adds a pass that no column is for, under a word for it. */
export function setFurther(params: Params, word: string, pass: HiresPass, base: HiresPass): void {
  const { settings, model, positive, negative } = pass;
  params.set(`${word} steps`, settings.steps);
  params.set(`${word} denoising strength`, settings.denoise);
  params.setChanged(`${word} seed`, settings.seed, base.settings.seed);
  params.setChanged(`${word} sampler`, settings.sampler, base.settings.sampler);
  params.setChanged(`${word} CFG scale`, settings.cfg, base.settings.cfg);
  params.setChanged(`${word} model`, model, base.model);
  params.setChanged(`${word} prompt`, positive, base.positive);
  params.setChanged(`${word} negative prompt`, negative, base.negative);
}
