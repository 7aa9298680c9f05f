/**
 * FramePack, which writes the prompt and the seed of a clip into the picture of its first frame, and nothing else.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import type { Generator } from "./generator.ts";

/** Texts that it writes, each under a key of its own. */
const PROMPT = "prompt";
const SEED = "seed";
/** Settings of programs that write these two among others. */
const OTHERS = ["steps", "scale", "num_inference_steps", "use_stable_diffusion_model"];

/** FramePack's PNG texts (https://github.com/lllyasviel/FramePack). */
export const framepack: Generator = {
  name: "framepack",
  version: 1,
  keys: [PROMPT, SEED, ...OTHERS],
  needsKey: true,
  recognises: (texts) =>
    texts.text.key === PROMPT && texts.text.json === undefined &&
    /^\d+$/.test(texts.get(SEED)?.normal ?? "") &&
    OTHERS.every((key) => texts.get(key) === undefined),
  read: (texts): Findings | null => ({
    positive: texts.text.normal,
    negative: "",
    params: new Map(),
    fields: { seed: texts.get(SEED)?.normal ?? "" },
  }),
};
