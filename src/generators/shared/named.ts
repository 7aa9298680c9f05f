/**
 * Names in a generator's own record as LoRAs that are applied, and as resources.
 *
 * @module
 */
import type { JsonValue } from "../../record/json.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import { readHash } from "../../record/values.ts";
import { type Nothings, numberOf } from "./settings.ts";

/** Hash, kind and number of a version, where a record has them. */
export type Identity = Pick<NamedResource, "hash" | "hash_kind" | "model_version_id">;

const NO_WORDS: Nothings = new Set(["none"]);

/**
 * A LoRA of a list, at the weight that stands beside it, else at 1.
 *
 * @param source Key of the list.
 * @returns Nothing for a name that says "none", and for one at weight 0, which nothing applied.
 */
export function listedLora(
  name: string,
  weight: JsonValue | undefined,
  source: string,
  identity: Identity = {},
): readonly AppliedLora[] {
  if (name === "" || NO_WORDS.has(name.toLowerCase())) return [];
  const strength = numberOf(weight, 1);
  return strength === 0 ? [] : [{ name, weight: strength, origin: "list", source, ...identity }];
}

/** A resource; nothing for a name that says "none". */
export function named(
  type: string,
  name: string,
  source: string,
  more: Identity & Pick<NamedResource, "weight"> = {},
  nothings: Nothings = NO_WORDS,
): readonly NamedResource[] {
  if (name === "" || nothings.has(name.toLowerCase())) return [];
  return [{ type, name, source, ...more }];
}

/** A hash of digits as part of an identity; nothing where there is none. */
export function hashed(text: string, kind?: string): Identity {
  const hash = readHash(text.replace(/^0x/i, ""));
  if (hash === null) return {};
  return kind === undefined ? { hash } : { hash, hash_kind: kind };
}
