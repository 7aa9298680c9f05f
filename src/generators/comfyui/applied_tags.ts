/**
 * LoRA tags of prompts that a node applies.
 *
 * @module
 */
import type { Prompt } from "./conditioning.ts";

const TAG = /<(?:lora|lyco):[^<>\r\n]*>/gi;

/** The tags that are applied, as they are written. */
export function appliedTags(prompts: readonly Prompt[]): ReadonlySet<string> {
  const tags = new Set<string>();
  for (const { texts } of prompts) {
    for (const { text, applier } of texts) {
      if (applier !== null) { for (const tag of text.match(TAG) ?? []) tags.add(tag); }
    }
  }
  return tags;
}
