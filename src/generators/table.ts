/**
 * The generators that are known, in order of precedence: the first that recognises a text reads it.
 *
 * @module
 */
import { a1111 } from "./a1111/a1111.ts";
import { civitai } from "./civitai/civitai.ts";
import { comfyui } from "./comfyui/comfyui.ts";
import { drawthings } from "./drawthings/drawthings.ts";
import { easydiffusion } from "./easydiffusion/easydiffusion.ts";
import { fooocus } from "./fooocus/fooocus.ts";
import { framepack } from "./framepack.ts";
import type { Generator } from "./generator.ts";
import { hfSpace } from "./hf-space/hf_space.ts";
import { imaginairy } from "./imaginairy.ts";
import { invokeai } from "./invokeai/invokeai.ts";
import { json } from "./json.ts";
import { kohya } from "./kohya.ts";
import { lines } from "./lines.ts";
import { mflux } from "./mflux.ts";
import { midjourney } from "./midjourney.ts";
import { novelai } from "./novelai/novelai.ts";
import { stabilityMatrix } from "./stability-matrix/stability_matrix.ts";
import { swarmui } from "./swarmui/swarmui.ts";
import { tensorart } from "./tensorart.ts";

/** One line each. */
export const GENERATORS: readonly Generator[] = [
  novelai,
  stabilityMatrix,
  drawthings,
  invokeai,
  swarmui,
  fooocus,
  tensorart,
  easydiffusion,
  civitai,
  mflux,
  hfSpace,
  imaginairy,
  a1111,
  comfyui,
  kohya,
  framepack,
  midjourney,
  lines,
  json,
];
