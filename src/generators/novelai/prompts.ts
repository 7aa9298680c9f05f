/**
 * NovelAI's prompts: one text, or since version 4 a caption of the picture and one of each character.
 *
 * @module
 */
import { itemsOf, type JsonValue, memberOf } from "../../record/json.ts";
import { normaliseText } from "../../record/text.ts";

/** A prompt. */
export interface Prompt {
  readonly text: string;
  /** The part of it that the settings repeat under a key of its own. */
  readonly base: string;
}

/**
 * Reads a prompt.
 *
 * @param captions The value of `v4_prompt` or `v4_negative_prompt`.
 * @param plain The prompt of earlier versions, which later ones repeat without the characters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * const captions = readJson('{"caption": {"base_caption": "a pond", "char_captions": [{"char_caption": "a heron"}]}}');
 * assert.equal(readPrompt(captions, "a pond").text, "a pond\na heron");
 * ```
 */
export function readPrompt(captions: JsonValue | undefined, plain: string): Prompt {
  const caption = memberOf(captions, "caption");
  const base = textOf(memberOf(caption, "base_caption"));
  const parts = [
    base,
    ...itemsOf(memberOf(caption, "char_captions")).map((item) =>
      textOf(memberOf(item, "char_caption"))
    ),
  ].filter((part) => part.trim() !== "");
  return parts.length === 0
    ? { text: plain.trim(), base: plain.trim() }
    : { text: parts.join("\n").trim(), base: base.trim() };
}

/** A string with LF line ends; empty for anything else. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? normaliseText(value) : "";
}
