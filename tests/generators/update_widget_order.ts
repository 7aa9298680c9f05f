/**
 * Writes the order of the widgets of ComfyUI's nodes from a collection of it:
 * `deno run -A tests/generators/update_widget_order.ts`. A value that the server does not get is `~`.
 */
import { SHARED } from "../support/data.ts";

const FILE = new URL("../../src/generators/comfyui/ui/widget_order.json", import.meta.url);

/** A collection: names by class, those that only the interface knows with a `~` before them. */
interface Collection {
  readonly widgets: Readonly<Record<string, { readonly order: readonly string[] }>>;
}

/** Classes that the collection lacks, in the order in which their sources declare the widgets. */
const MORE: Readonly<Record<string, string>> = {
  AlignYourStepsScheduler: "model_type|steps|denoise",
  ClownsharKSampler_Beta:
    "eta|sampler_name|scheduler|steps|steps_to_run|denoise|cfg|seed|~|sampler_mode|bongmath",
  DualCLIPLoaderGGUF: "clip_name1|clip_name2|type",
  "FluxSamplerParams+": "seed|sampler|scheduler|steps|guidance|max_shift|base_shift|denoise",
  HyVideoSampler:
    "width|height|num_frames|steps|embedded_guidance_scale|flow_shift|seed|~|force_offload|denoise_strength|scheduler",
  ImpactSwitch: "select|sel_mode",
  SetUnionControlNetType: "type",
  WanVideoLoraSelectMulti:
    "lora_0|strength_0|lora_1|strength_1|lora_2|strength_2|lora_3|strength_3|lora_4|strength_4",
  "easy ifElse": "boolean",
  BetaSamplingScheduler: "steps|alpha|beta",
  CLIPTextEncodeFlux: "clip_l|t5xxl|guidance",
  CLIPTextEncodeHiDream: "clip_l|clip_g|t5xxl|llama",
  CLIPTextEncodeHunyuanDiT: "bert|mt5xl",
  CLIPTextEncodeLumina2: "system_prompt|user_prompt",
  CLIPTextEncodePixArtAlpha: "width|height|text",
  CLIPTextEncodeSD3: "clip_l|clip_g|t5xxl|empty_padding",
  "Checkpoint Loader (LoraManager)": "ckpt_name",
  CheckpointLoaderNF4: "ckpt_name",
  ComfySwitchNode: "switch",
  EmptyChromaRadianceLatentImage: "width|height|batch_size",
  EmptyCosmosLatentVideo: "width|height|length|batch_size",
  EmptyHunyuanImageLatent: "width|height|batch_size",
  EmptyQwenImageLayeredLatentImage: "width|height|layers|batch_size",
  ExponentialScheduler: "steps|sigma_max|sigma_min",
  FloatConstant: "value",
  Flux2Scheduler: "steps|width|height",
  EmptyImage: "width|height|batch_size|color",
  INTConstant: "value",
  KarrasScheduler: "steps|sigma_max|sigma_min|rho",
  LTXVScheduler: "steps|max_shift|base_shift|stretch|terminal",
  "Lora Loader Stack (rgthree)":
    "lora_01|strength_01|lora_02|strength_02|lora_03|strength_03|lora_04|strength_04",
  LatentUpscaleModelLoader: "model_name",
  ManualSigmas: "sigmas",
  NunchakuFluxDiTLoader: "model_path",
  NunchakuFluxLoraLoader: "lora_name|lora_strength",
  OptimalStepsScheduler: "model_type|steps|denoise",
  PerpNegGuider: "cfg",
  PolyexponentialScheduler: "steps|sigma_max|sigma_min|rho",
  "Power Prompt (rgthree)": "prompt",
  PrimitiveBoolean: "value",
  PrimitiveFloat: "value",
  PrimitiveInt: "value|~",
  PrimitiveString: "value",
  PrimitiveStringMultiline: "value",
  SDTurboScheduler: "steps|denoise",
  "SDXL Empty Latent Image (rgthree)": "dimensions|clip_scale|batch_size",
  SDXLPromptStyler: "text_positive|text_negative|style",
  "Seed (rgthree)": "seed",
  SplitSigmas: "step",
  SplitSigmasDenoise: "denoise",
  StringConcatenate: "string_a|string_b|delimiter",
  StringConstant: "string",
  StringConstantMultiline: "string|strip_newlines",
  TextEncodeZImageOmni: "prompt",
  UNETLoaderNF4: "unet_name",
  UltimateSDUpscale: "upscale_by|seed|~|steps|cfg|sampler_name|scheduler|denoise",
  UltimateSDUpscaleNoUpscale: "seed|~|steps|cfg|sampler_name|scheduler|denoise",
  "Unet Loader (LoraManager)": "unet_name|weight_dtype",
  RegexReplace: "string|regex_pattern|replace",
  StringReplace: "string|find|replace",
  WanFirstLastFrameToVideo: "width|height|length|batch_size",
  WanVaceToVideo: "width|height|length|batch_size|strength",
  VPScheduler: "steps|beta_d|beta_min|eps_s",
  BriaImageGenerate: "prompt|structured_prompt|aspect_ratio|resolution|seed|~|moderation",
  Flux3ImageNode: "prompt|aspect_ratio|resolution|grounding|safety_tolerance|seed|~",
  GeminiImage2Node: "prompt|model|seed|~|aspect_ratio|resolution|response_modalities|system_prompt",
  GeminiImageNode: "prompt|model|seed|~|aspect_ratio|response_modalities|system_prompt",
  GrokVideoNode: "model|prompt|resolution|aspect_ratio|duration|seed|~",
  IdeogramV4: "prompt|resolution|rendering_speed|seed|~",
  KlingOmniProImageNode: "model_name|prompt|resolution|aspect_ratio|series_amount|seed|~",
  LTXAVTextEncoderLoader: "text_encoder|ckpt_name|device",
  LTXVImgToVideoInplace: "strength|bypass",
  ModelPatchLoader: "name",
  TextEncodeMingImageEdit: "prompt",
  TextEncodeQwenImage21: "prompt|negative_prompt|resolution",
};

/** What the collection leaves out because a loop declares it; with `#` for a number from 1, again and again. */
const REPEATED: Readonly<Record<string, string>> = {
  "LoRA Stacker": "lora_name_#|lora_wt_#|model_str_#|clip_str_#",
  "easy loraStack": "lora_#_name|lora_#_strength|lora_#_model_strength|lora_#_clip_strength",
};

const { widgets }: Collection = JSON.parse(
  Deno.readTextFileSync(`${SHARED}/comfyui-widget-order.json`),
);
const collected = Object.fromEntries(
  Object.entries(widgets).map(([type, { order }]) => [
    type,
    [...order.map((name) => name.startsWith("~") ? "~" : name), ...REPEATED[type]?.split("|") ?? []]
      .join("|"),
  ]),
);
const all = Object.entries({ ...MORE, ...collected }).sort(([a], [b]) => a < b ? -1 : 1);
Deno.writeTextFileSync(FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
