/**
 * Nodes that hold prompts or make texts of texts.
 *
 * @module
 */

/** Inputs of a text encoder; those for one prompt or output only, where it encodes two. */
export interface Encoder {
  /** Every text counts. */
  readonly texts: readonly string[];
  /** The texts of the negative prompt. */
  readonly negative?: readonly string[];
  /** Whether an output tells the prompt, the second being the negative one. */
  readonly isBySlot?: true;
  /** Whether LoRA tags in its texts are applied; or the links without which they are not. */
  readonly applies?: true | readonly string[];
}

/** Encoders whose inputs are not those of most. */
export const ENCODERS: ReadonlyMap<string, Encoder> = new Map<string, Encoder>(Object.entries({
  "CLIPTextEncodeSDXL": { texts: ["text_g", "text_l"] },
  "CLIPTextEncodeFlux": { texts: ["clip_l", "t5xxl"] },
  "CLIPTextEncodeSD3": { texts: ["clip_l", "clip_g", "t5xxl"] },
  "CLIPTextEncodeHiDream": { texts: ["clip_l", "clip_g", "t5xxl", "llama"] },
  "CLIPTextEncodeHunyuanDiT": { texts: ["bert", "mt5xl"] },
  "CLIPTextEncodeKandinsky5": { texts: ["clip_l", "qwen25_7b"] },
  "CLIPTextEncodeLumina2": { texts: ["user_prompt"] },
  "SDXL Power Prompt - Positive (rgthree)": {
    texts: ["prompt_g", "prompt_l"],
    applies: ["opt_model", "opt_clip"],
  },
  "SDXL Power Prompt - Simple / Negative (rgthree)": { texts: ["prompt_g", "prompt_l"] },
  "Power Prompt (rgthree)": { texts: ["prompt"], applies: ["opt_model", "opt_clip"] },
  "Power Prompt - Simple (rgthree)": { texts: ["prompt"] },
  "ImpactWildcardEncode": { texts: ["populated_text"], applies: true },
  "WildcardEncode //Inspire": { texts: ["populated_text"], applies: true },
  "Two Clip Text Encode": { texts: ["prompt"], negative: ["negative_prompt"], isBySlot: true },
  "HyVideoTextEncode": { texts: ["prompt"], negative: [] },
  "WanVideoTextEncode": { texts: ["positive_prompt"], negative: ["negative_prompt"] },
  "WanVideoTextEncodeCached": { texts: ["positive_prompt"], negative: ["negative_prompt"] },
  "easy a1111Loader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy comfyLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy fullLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy fluxLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy kolorsLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy hunyuanDiTLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy cascadeLoader": { texts: ["positive"], negative: ["negative"], applies: true },
  "easy loraPromptApply": { texts: ["positive"], negative: ["negative"], applies: true },
}));

/** Encoders of which every class applies tags: prompt-control's, and Mikey's. */
export const APPLYING_CLASS = /^PC[A-Z]|^PromptToSchedule$|with Lora$/;

/** Texts of any other encoder. The first that is not blank counts, then all of the next, and so on. */
export const ENCODER_TEXTS: readonly (readonly string[])[] = [
  ["text"],
  ["text_g", "text_l", "clip_l", "t5xxl", "clip_g", "llama"],
  ["prompt"],
  ["populated_text"],
];

/** Texts of the negative prompt in an encoder that encodes both. */
export const NEGATIVE_TEXTS: readonly string[] = ["negative_prompt", "text_negative"];

/** Texts of an encoder for one prompt, by the prompt. */
export const PROMPT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  positive: ["positive", "positive_prompt", "text_positive"],
  negative: ["negative", "negative_prompt", "text_negative"],
};

/** Conditioning that stands for nothing. */
export const ZERO: ReadonlySet<string> = new Set(["ConditioningZeroOut"]);

/** Classes with two prompts whose first output is the positive, the second the negative. */
export const BY_SLOT =
  /^(?:ControlNetApply(?:Advanced|SD3)|ControlNetInpaintingAliMamaApply|InpaintModelConditioning|InstructPixToPixConditioning|LTXV(?:Conditioning|AddGuide\w*|CropGuides|ImgToVideo\w*)|Wan\w*ToVideo|CosmosImageToVideoLatent|SVD_img2vid_Conditioning|StableZero123_Conditioning|Apply ControlNet Stack|CR Apply Multi-ControlNet|PerpNeg)$/;

/** A node that joins texts. */
export interface Joiner {
  /** Its parts in order; or a pattern for their names. */
  readonly parts: readonly string[] | RegExp;
  /** The input with what stands between them. */
  readonly by?: string;
  /** Text between them without such an input. Default: a blank. */
  readonly between?: string;
}

/** Joiners by class. */
export const JOINERS: ReadonlyMap<string, Joiner> = new Map<string, Joiner>(Object.entries({
  "StringConcatenate": { parts: ["string_a", "string_b"], by: "delimiter", between: "" },
  "JoinStrings": { parts: ["string1", "string2"], by: "delimiter" },
  "JoinStringMulti": { parts: /^string_?\d+$/, by: "delimiter" },
  "Join String List": { parts: /^(?:string|text)_?\w+$/, by: "delimiter" },
  "PromptUtilitiesJoinStringList": { parts: /^(?:arg|string|text)_?\w+$/, by: "separator" },
  "Text Concatenate": { parts: /^text_[a-z]$/, by: "delimiter" },
  "TextConcat": { parts: /^text\d$/, by: "delimiter" },
  "CR Text Concatenate": { parts: ["text1", "text2"], by: "separator", between: "" },
  "CR Combine Prompt": {
    parts: ["prefix", "part1", "part2", "part3", "part4", "suffix"],
    by: "separator",
    between: ", ",
  },
  "easy promptConcat": { parts: ["prompt1", "prompt2"], by: "separator", between: "" },
  "StringFunction|pysssss": { parts: ["text_a", "text_b", "text_c"], between: ", " },
}));

/** What stands between the parts of a node of any other class, where it says so. */
export const DELIMITERS: readonly string[] = ["delimiter", "separator"];

/** Parts of such a node, where it has two or more. */
export const TEXT_PARTS = /^(?:text|string|prompt)_?[a-z\d]$/;

/** Classes whose text only the run makes: language models, taggers, random choices. */
export const RUN_TEXT =
  /TextGenerat|Gemini|Claude|OpenRouter|Ollama|LLM|ChatNode|Florence2Run|Tagger|Caption|Interrogat|MagicPrompt|FeelingLucky/i;

/** Classes that change a text in a way that is not followed. */
export const CHANGES_TEXT = /^(?:String|Regex|Text)(?:Replace| Find and Replace)/;

/** Inputs of a node that gives a text, in order; the first that yields something counts. */
export const TEXT_INPUTS: readonly string[] = [
  "populated_text",
  "text",
  "Text",
  "string",
  "value",
  "prompt",
  "STRING",
  "string1",
  "source",
  "text_0",
];

/** Conditioning nodes that have a text of their own, which follows the text they belong to. */
export const OWN_TEXT: readonly string[] = ["text"];
