/**
 * The generators that are known, in order of precedence: the first that recognises a text reads it.
 *
 * @module
 */
import { a1111 } from "./a1111/a1111.ts";
import { comfyui } from "./comfyui/comfyui.ts";
import { drawthings } from "./drawthings.ts";
import { easydiffusion } from "./easydiffusion.ts";
import { fooocus } from "./fooocus.ts";
import type { Generator } from "./generator.ts";
import { invokeai } from "./invokeai.ts";
import { json } from "./json.ts";
import { novelai } from "./novelai/novelai.ts";
import { swarmui } from "./swarmui.ts";

/** One line each. */
export const GENERATORS: readonly Generator[] = [
  novelai,
  a1111,
  comfyui,
  invokeai,
  swarmui,
  fooocus,
  drawthings,
  easydiffusion,
  json,
];
