/**
 * CivitAI's lists of resources: `Civitai resources` and the `resources` of `Civitai metadata`.
 *
 * @module
 */
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  type JsonValue,
  memberOf,
  readJson,
  scalarText,
} from "./json.ts";
import { readHash, readReal } from "./values.ts";

/** One resource as CivitAI names it. */
export interface CivitaiResource {
  readonly type: string;
  readonly name: string | null;
  readonly hash: string | null;
  readonly weight: number | null;
  readonly model_version_id: number | null;
}

/** CivitAI's words for what others call by another name. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["model", "checkpoint"],
  ["locon", "lora"],
  ["lycoris", "lora"],
  ["dora", "lora"],
  ["embed", "embedding"],
  ["textualinversion", "embedding"],
]);

const AIR = /^(?:urn:air:)?[^:]*:([^:]+):civitai:\d+@(\d+)/i;
/** An AIR name, and the beginning of each. */
const AIR_NAME = /^urn:air:[^:]*:[^:]+:civitai:\d+@(\d+)$/i;
const AIR_BEGINNING = "urn:air:";

/**
 * CivitAI's number of the version that a name stands for; null for a name that is no AIR name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(versionInName("urn:air:sdxl:lora:civitai:12@34"), 34);
 * assert.equal(versionInName("moss"), null);
 * ```
 */
export function versionInName(name: string): number | null {
  return name.startsWith(AIR_BEGINNING) ? readId(AIR_NAME.exec(name)?.[1]) : null;
}

/** Some versions write the type as the text of a C# record: `ImageJobNetworkParams { Strength = 0.7, …, Type = lora }`. */
const RECORD_TYPE = /\bType = (\w+)/;
const RECORD_STRENGTH = /\bStrength = ([\d.+\-eE]+)/;

/**
 * Reads a JSON array of resources, or an object with one under `resources`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const [resource] = readCivitaiResources('[{"type": "lora", "weight": 0.6, "modelVersionId": 2}]');
 * assert.equal(resource?.model_version_id, 2);
 * ```
 */
export function readCivitaiResources(value: string): CivitaiResource[] {
  const json = readJson(value);
  const list = isJsonObject(json) ? memberOf(json, "resources") : json;
  return itemsOf(list).filter(isJsonObject).map(readResource);
}

function readResource(item: JsonObject): CivitaiResource {
  const type = text(memberOf(item, "type")) ?? "";
  const [, airType, airVersion] = AIR.exec(text(memberOf(item, "air")) ?? "") ?? [];
  const strength = text(memberOf(item, "weight")) ?? text(memberOf(item, "strength")) ??
    RECORD_STRENGTH.exec(type)?.[1] ?? "";
  const name = RECORD_TYPE.exec(type)?.[1] ?? (type === "" ? airType ?? "" : type);
  return {
    type: TYPE_NAMES.get(name.toLowerCase()) ?? name.toLowerCase(),
    name: text(memberOf(item, "modelName")) ?? text(memberOf(item, "name")) ?? null,
    hash: readHash(text(memberOf(item, "hash")) ?? ""),
    weight: readReal(strength),
    model_version_id: readId(text(memberOf(item, "modelVersionId")) ?? airVersion),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : scalarText(value);
}

function readId(value: string | undefined): number | null {
  const id = Number(value);
  return value !== undefined && /^\d+$/.test(value) && Number.isSafeInteger(id) ? id : null;
}
