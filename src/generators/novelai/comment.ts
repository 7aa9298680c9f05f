/**
 * NovelAI's settings: a JSON object by itself, or a string under `Comment` of another.
 *
 * @module
 */
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  itemsOf,
  type JsonValue,
  memberOf,
  readJson,
  scalarText,
} from "../../record/json.ts";
import { normaliseText, withoutUnstorable } from "../../record/text.ts";
import type { Text, Texts } from "../../record/texts.ts";

/** NovelAI's settings, and what stands around them. */
export interface NovelAiSettings {
  /** The object of settings. */
  readonly comment: JsonValue;
  /** Texts that the objects around it hold, by their keys as written: `Description`, `Source`, … */
  readonly around: ReadonlyMap<string, string>;
}

/** Keys of containers under which settings stand, the usual one first. */
export const SETTINGS_KEYS = ["comment", "usercomment", "com"] as const;

/** Keys of containers whose texts stand beside the settings. */
const OTHER_KEYS: ReadonlySet<string> = new Set([
  "description",
  "imagedescription",
  "documentname",
  "generation time",
  "software",
  "source",
  "title",
]);

/** Some WebP files hold the settings in an object in an object. */
const MAX_NESTED = 4;

/** NovelAI's settings in the text in question, or in another one of the same picture; null where there are none. */
export function settingsOf(texts: Texts): NovelAiSettings | null {
  const { text } = texts;
  if (text.json !== undefined) return text.once(settingsIn);
  if (!OTHER_KEYS.has(text.key)) return null;
  for (const key of SETTINGS_KEYS) {
    const found = texts.get(key)?.once(settingsIn) ?? null;
    if (found !== null) return found;
  }
  return null;
}

function settingsIn({ json }: Text): NovelAiSettings | null {
  const around = new Map<string, string>();
  let value = isJsonArray(json) ? itemsOf(json)[0] : json;
  for (let depth = 0; depth < MAX_NESTED && isJsonObject(value); depth++) {
    if (areSettings(value)) return { comment: value, around };
    const inner = memberOf(value, "Comment");
    if (inner === undefined) return null;
    for (const [key, member] of entriesOf(value)) {
      const text = key === "Comment" ? undefined : scalarText(member);
      if (text === undefined || around.has(key)) continue;
      around.set(withoutUnstorable(key), normaliseText(text).trim());
    }
    value = typeof inner === "string" ? readJson(normaliseText(inner).trim()) : inner;
  }
  return null;
}

/** Keys of which each marks the settings of one version or another, beside `uc`. */
const MARKS = ["noise_schedule", "v4_prompt", "signed_hash", "request_type"] as const;

/** Whether an object is NovelAI's; Draw Things has `uc` too, beside `c` or `seed_mode`. */
function areSettings(value: JsonValue): boolean {
  const has = (key: string): boolean => memberOf(value, key) !== undefined;
  return has("uc") && !has("c") && !has("seed_mode") &&
    (MARKS.some(has) || has("scale") && has("sampler"));
}
