/**
 * A text that is nothing but a prompt, alone or under a key of a JSON document that is made for infotexts.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isMarkup, normaliseText, withoutLabel } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";
import { isGraphText } from "./graph_text.ts";
import { surveyOf } from "./survey.ts";
import { isUpscalerNote } from "./upscaler_note.ts";

/** The first text under a key made for infotexts that is neither blank nor a JSON object; empty where there is none. */
export function bareTextIn(text: Text): string {
  const { strings, areInfotexts } = surveyOf(text);
  for (let i = 0; i < strings.length; i++) {
    if (areInfotexts[i] !== true) continue;
    const bare = normaliseText(strings[i] ?? "").trim();
    if (bare !== "") return bare;
  }
  return "";
}

/** A prompt as it is written; empty for markup and for what a graph's program writes. */
export function plainPrompt(normal: string): string {
  return isNoPrompt(normal) ? "" : withoutLabel(normal);
}

/** Reads a text as a bare prompt; null where it is none. */
export function readPlainPrompt(text: Text): Findings | null {
  const normal = text.json === undefined ? text.normal : bareTextIn(text);
  if (normal === "" || isNoPrompt(normal)) return null;
  return { positive: withoutLabel(normal), negative: "", params: new Map(), columns: [] };
}

function isNoPrompt(normal: string): boolean {
  return isMarkup(normal) || isGraphText(normal) || isUpscalerNote(normal);
}
