/**
 * Which input a bypassed node hands on through an output.
 *
 * The rule is that of the interface:
 * https://github.com/Comfy-Org/ComfyUI_frontend/blob/main/src/lib/litegraph/src/subgraph/ExecutableNodeDTO.ts
 *
 * @module
 */
import type { DrawnNode, Slot } from "./layout.ts";

/** The type that goes with any. */
const ANY = "*";

/**
 * The input that a bypassed node hands on.
 *
 * @param type The type that is asked for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const slot = (name: string, type: string) => ({ name, type, link: null, isWidget: false });
 * const inputs = [slot("model", "MODEL"), slot("clip", "CLIP")];
 * assert.equal(handedOn({ inputs }, 1, "CLIP")?.name, "clip");
 * assert.equal(handedOn({ inputs }, 0, "CLIP")?.name, "clip");
 * assert.equal(handedOn({ inputs }, 0, "VAE"), undefined);
 * ```
 */
export function handedOn(
  { inputs }: Pick<DrawnNode, "inputs">,
  slot: number,
  type: string,
): Slot | undefined {
  const opposite = inputs[slot];
  if (type === ANY || type === "") return opposite ?? inputs[0];
  if (opposite !== undefined && fits(opposite.type, type)) return opposite;
  return inputs.find((input) => input.type === type) ??
    inputs.find((input) => fits(input.type, type));
}

/** Whether two types go together; each may list several, with commas between them. */
function fits(one: string, other: string): boolean {
  if (one === ANY || one === "") return true;
  const words = one.toLowerCase().split(",");
  return other.toLowerCase().split(",").some((word) => word === ANY || words.indexOf(word) >= 0);
}
