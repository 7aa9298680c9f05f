/**
 * The LoRAs of Fooocus' records: a list, else numbered keys.
 *
 * @module
 */
import { isJsonArray, isJsonObject, itemsOf, type JsonValue } from "../../record/json.ts";
import type { AppliedLora } from "../../record/record.ts";
import { hashKind, readReal } from "../../record/values.ts";
import { hashed, listedLora } from "../shared/named.ts";
import { listOf, opened, type Settings, settingsOf, textOf } from "../shared/settings.ts";

/** A key of the scheme, and the label that the log has for it; both hold `name : weight`. */
const COMBINED = /^lora(?:_combined)?_(\d{1,3})$/;
/** A key of Fooocus-MRE; the weight stands under `w` and the same number. */
const NUMBERED = /^l(\d{1,3})$/;

/** Reads the LoRAs in their order. */
export function lorasOf(settings: Settings): readonly AppliedLora[] {
  const listed = listOf(settings.get("loras")).flatMap(listedItem);
  return listed.length > 0 ? listed : numberedLoras(settings);
}

/** `[name, weight, hash]`, `[hash, "weight - name"]`, or an object. */
function listedItem(item: JsonValue): readonly AppliedLora[] {
  const inner = opened(item);
  if (isJsonObject(inner)) {
    const lora = settingsOf(inner);
    const name = textOf(lora.get("name")) || textOf(lora.get("model"));
    const hash = hashed(textOf(lora.get("hash")));
    return listedLora(name, lora.get("weight"), "loras", hash);
  }
  if (!isJsonArray(inner)) return combined(textOf(inner), "loras");
  const [first, second, third] = itemsOf(inner);
  const dash = /^\s*([-+.\de]+) - (.+)$/.exec(textOf(second));
  const [, weight, name] = dash ?? [];
  if (weight !== undefined && name !== undefined && readReal(textOf(first)) === null) {
    return listedLora(name.trim(), weight, "loras", identityOf(textOf(first)));
  }
  return listedLora(textOf(first), second, "loras", identityOf(textOf(third)));
}

/** A hash, unless a list has something else in its place. */
function identityOf(text: string): ReturnType<typeof hashed> {
  return hashKind(text) === null ? {} : hashed(text);
}

function numberedLoras(settings: Settings): readonly AppliedLora[] {
  const loras: [place: number, loras: readonly AppliedLora[]][] = [];
  for (const [key, value] of settings) {
    const [, place] = COMBINED.exec(key) ?? [];
    if (place !== undefined) loras.push([Number(place), combined(textOf(value), key)]);
    const [, number] = NUMBERED.exec(key) ?? [];
    if (number === undefined) continue;
    loras.push([Number(number), listedLora(textOf(value), settings.get(`w${number}`), key)]);
  }
  loras.sort(([a], [b]) => a - b);
  return loras.flatMap(([, some]) => some);
}

/** Reads `name : weight`; a name may hold the separator too. */
function combined(text: string, source: string): readonly AppliedLora[] {
  const at = text.lastIndexOf(" : ");
  const weight = at < 0 ? null : readReal(text.slice(at + 3).trim());
  return weight === null
    ? listedLora(text, undefined, source)
    : listedLora(text.slice(0, at).trim(), text.slice(at + 3).trim(), source);
}
