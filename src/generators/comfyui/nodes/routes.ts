/**
 * Nodes that only pass something on, and the slots of those that bundle.
 *
 * @module
 */

/** Way through a node. */
export type Route =
  /** The first of these links, or the first of all. */
  | { readonly kind: "pass"; readonly inputs?: readonly string[] }
  /** The input that the value of `by` names by its ending. */
  | { readonly kind: "choose"; readonly by: readonly string[] }
  /** The first connected input whose name begins so. */
  | { readonly kind: "first"; readonly prefix: string }
  /** Several things: what each output gives, else the bundle that comes in. `*` is the bundle itself. */
  | {
    readonly kind: "bundle";
    readonly slots: readonly string[];
    readonly from: readonly string[];
    readonly isLastFirst?: boolean;
    readonly isFirstOnly?: boolean;
  };

const pass = (inputs?: readonly string[]): Route =>
  inputs === undefined ? { kind: "pass" } : { kind: "pass", inputs };
const choose = (...by: readonly string[]): Route => ({ kind: "choose", by });
const bundle = (slots: string, ...from: readonly string[]): Route => ({
  kind: "bundle",
  slots: slots.split(" "),
  from,
});

const CONTEXT = "* model clip vae positive negative latent image seed";
const BIG_CONTEXT = CONTEXT +
  " steps step_refiner cfg ckpt_name sampler_name scheduler clip_width clip_height" +
  " text_pos_g text_pos_l text_neg_g text_neg_l mask control_net";
const CONTEXTS = ["ctx_01", "ctx_02", "ctx_03", "ctx_04", "ctx_05"];
const BASIC = "model clip vae positive negative";
const EASY = "* model positive negative latent vae clip image seed";

/** Ways through nodes by class. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>(Object.entries({
  // Sources: rgthree-comfy py/context_utils.py
  "Context (rgthree)": bundle(CONTEXT, "base_ctx"),
  "Context Big (rgthree)": bundle(BIG_CONTEXT, "base_ctx"),
  "Context Switch (rgthree)": { ...bundle(CONTEXT, ...CONTEXTS), isFirstOnly: true },
  "Context Switch Big (rgthree)": { ...bundle(BIG_CONTEXT, ...CONTEXTS), isFirstOnly: true },
  "Context Merge (rgthree)": { ...bundle(CONTEXT, ...CONTEXTS), isLastFirst: true },
  "Context Merge Big (rgthree)": { ...bundle(BIG_CONTEXT, ...CONTEXTS), isLastFirst: true },
  // Sources: ComfyUI-Impact-Pack modules/impact/pipe.py
  "ToBasicPipe": bundle("*"),
  "EditBasicPipe": bundle("*", "basic_pipe"),
  "FromBasicPipe": bundle(BASIC, "basic_pipe"),
  "FromBasicPipe_v2": bundle(`* ${BASIC}`, "basic_pipe"),
  "BasicPipeToDetailerPipe": bundle("*", "basic_pipe"),
  "DetailerPipeToBasicPipe": bundle("* *", "detailer_pipe"),
  "ToDetailerPipe": bundle("*"),
  "ToDetailerPipeSDXL": bundle("*"),
  "EditDetailerPipe": bundle("*", "detailer_pipe"),
  "EditDetailerPipeSDXL": bundle("*", "detailer_pipe"),
  "FromDetailerPipe": bundle(BASIC, "detailer_pipe"),
  "FromDetailerPipe_v2": bundle(`* ${BASIC}`, "detailer_pipe"),
  "FromDetailerPipeSDXL": bundle(`* ${BASIC}`, "detailer_pipe"),
  "easy pipeIn": bundle("*", "pipe"),
  "easy pipeOut": bundle(EASY, "pipe"),
  "easy pipeEdit": bundle(EASY, "pipe"),
  "easy pipeEditPrompt": bundle("*", "pipe"),
  "ttN pipeIN": bundle("*", "pipe"),
  "ttN pipeOUT": bundle(EASY, "pipe"),
  "ttN pipeEDIT": bundle("* model positive negative latent vae clip image seed", "pipe"),
  "Pack SDXL Tuple": bundle("*"),
  "Unpack SDXL Tuple": bundle(
    "model clip positive negative refiner_model refiner_clip refiner_positive refiner_negative",
    "sdxl_tuple",
  ),
  // Values by output.
  "Input Parameters (Image Saver)": bundle("seed steps cfg sampler_name scheduler denoise"),
  "KSampler Config (rgthree)": bundle("steps_total refiner_step cfg sampler_name scheduler"),
  "easy samplerSettings": bundle("steps cfg sampler_name scheduler denoise"),
  "SDTypeConverter": bundle("model_name sampler_name scheduler"),
  "SDParameterGenerator": bundle(
    "ckpt_name vae_name model clip vae seed steps refiner_start_step cfg sampler_name scheduler" +
      " positive_ascore negative_ascore width height batch_size",
  ),
  "SDPromptReader": bundle(
    "image mask positive negative seed steps cfg width height model_name filename settings",
  ),
  // One in, one out.
  "": pass(),
  "Reroute": pass(),
  "Reroute (rgthree)": pass(),
  "ReroutePrimitive|pysssss": pass(),
  "PreviewBridge": pass(["images", "image"]),
  "PreviewAny": pass(),
  "PlaySound|pysssss": pass(),
  "PlaySound": pass(),
  "ImpactDummyInput": pass(),
  "easy cleanGpuUsed": pass(),
  "easy showAnything": pass(),
  "VRAM_Debug": pass(["any_input", "image_pass", "model_pass"]),
  "DisplayAny": pass(),
  "Display Any (rgthree)": pass(),
  "AnythingCache": pass(),
  "JoinImageBatch": pass(),
  "SplitSigmas": pass(["sigmas"]),
  "SplitSigmasDenoise": pass(["sigmas"]),
  "FlipSigmas": pass(["sigmas"]),
  "ExtendIntermediateSigmas": pass(["sigmas"]),
  "SigmasConcat": pass(["sigmas_1", "sigmas1", "sigmas_a"]),
  // One of several.
  "ComfySwitchNode": choose("switch"),
  "ImpactSwitch": choose("select"),
  "LatentSwitch": choose("select"),
  "SEGSSwitch": choose("select"),
  "ImpactConditionalBranch": choose("cond"),
  "easy ifElse": choose("boolean"),
  "easy anythingIndexSwitch": choose("index"),
  "easy imageSwitch": choose("boolean"),
  "easy textSwitch": choose("input"),
  "Any Switch (rgthree)": { kind: "first", prefix: "any_" },
}));

/** Switches by the end of their class: their inputs are told apart by a letter, number or word. */
export const SWITCH_CLASS = /Input Switch(?: \(\d way\))?$|^CR Switch Model and CLIP$/;

/** Other switches, which have an input for each answer. */
export const YES_NO_INPUTS: readonly string[] = ["on_true", "on_false"];

/** Inputs that choose in switches of either kind. */
export const SWITCH_BY: readonly string[] = ["Input", "boolean", "switch"];

/** Endings of the inputs that a chosen value stands for. */
export const SWITCH_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  true: ["true", "_a", "tt_value"],
  false: ["false", "_b", "ff_value"],
};
