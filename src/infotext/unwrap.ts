/**
 * What a JSON document holds: an infotext somewhere inside, an object of generation fields, or a bare prompt.
 *
 * @module
 */
import { JsonArray, JsonNumber, JsonObject, type JsonValue, readJson } from "./json.ts";
import { keyFacts, normaliseKey } from "./keys.ts";
import { holdsParameters } from "./split.ts";
import { normaliseText } from "./text.ts";

/** What was found in a JSON document; everything absent that is not there. */
export interface JsonFindings {
  /** The infotext under a key made for it, else the first string anywhere that holds a parameters line. */
  infotext?: string;
  /** The first object of generation fields. */
  fields?: JsonObject;
  /** The first text under a key made for infotexts that holds no parameters line. */
  bare?: string;
  /** The program whose own format this is. */
  program?: string | undefined;
}

/** Keys under which other tools keep an infotext. */
const INFOTEXT_KEYS: ReadonlySet<string> = new Set(["parameters", "infotext", "usercomment"]);

/** Programs by keys (normalised) that only their objects have together. */
const PROGRAM_KEYS: ReadonlyArray<readonly [program: string, ...keys: string[]]> = [
  ["comfyui", "class_type", "inputs"],
  ["comfyui", "nodes", "links"],
  ["swarmui", "sui_image_params"],
  ["invokeai", "generation_mode", "rand_device"],
  ["invokeai", "app_id", "app_version"],
  ["invokeai", "invokeai_metadata"],
  ["fooocus", "base_model", "performance", "sharpness"],
  ["drawthings", "c", "uc", "scale"],
  ["novelai", "request_type", "signed_hash"],
  ["novelai", "uc", "scale", "sampler"],
  ["easydiffusion", "use_stable_diffusion_model"],
];

/** Strings that are JSON objects themselves are opened this deep. */
const MAX_OPENED = 8;
const MIN_FIELDS = 3;

/**
 * Looks through a JSON value in document order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "./json.ts";
 * const value = readJson('{"meta": {"parameters": "a cat\\nSteps: 20"}}');
 * assert.equal(value !== undefined && findInJson(value).infotext, "a cat\nSteps: 20");
 * ```
 */
export function findInJson(value: JsonValue): JsonFindings {
  const search = new Search();
  search.visit(value, "", 0);
  return search.result();
}

class Search {
  private readonly found: JsonFindings = {};
  private elsewhere: string | undefined;

  visit(value: JsonValue, key: string, opened: number): void {
    if (this.found.infotext !== undefined) return;
    if (value instanceof JsonObject) this.visitObject(value, opened);
    else if (value instanceof JsonArray) {
      for (const item of value.items) this.visit(item, key, opened);
    } else if (typeof value === "string") this.visitString(value, key, opened);
  }

  result(): JsonFindings {
    const { found } = this;
    if (found.infotext === undefined && this.elsewhere !== undefined) {
      found.infotext = this.elsewhere;
    }
    return found;
  }

  private visitObject(object: JsonObject, opened: number): void {
    this.found.program ??= programOf(object);
    if (this.found.fields === undefined && holdsFields(object)) this.found.fields = object;
    for (const [key, value] of object.entries) this.visit(value, key, opened);
  }

  private visitString(raw: string, key: string, opened: number): void {
    const text = normaliseText(raw).trim();
    const inner = opened < MAX_OPENED && text.startsWith("{") ? readJson(text) : undefined;
    if (inner instanceof JsonObject) {
      this.visit(inner, key, opened + 1);
      return;
    }
    const preferred = INFOTEXT_KEYS.has(key.toLowerCase());
    if (preferred && text !== "") this.found.bare ??= text;
    if (!preferred && this.elsewhere !== undefined) return;
    if (!holdsParameters(text)) return;
    if (preferred) this.found.infotext = text;
    else this.elsewhere = text;
  }
}

function programOf(object: JsonObject): string | undefined {
  const keys = new Set(object.entries.map(([key]) => normaliseKey(key)));
  return PROGRAM_KEYS.find(([, ...needed]) => needed.every((key) => keys.has(key)))?.[0];
}

/** Whether this is an object of generation fields: a prompt and one known scalar, or three known scalars. */
function holdsFields(object: JsonObject): boolean {
  let scalars = 0;
  let prompt = false;
  for (const [key, value] of object.entries) {
    const { target } = keyFacts(key);
    if (target === undefined || target === "negative" || scalarText(value) === undefined) continue;
    if (target !== "positive") scalars++;
    else prompt ||= typeof value === "string";
  }
  return scalars >= (prompt ? 1 : MIN_FIELDS);
}

/** The text of a string, number or boolean; `undefined` for anything else. */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.text;
  return typeof value === "boolean" ? String(value) : undefined;
}

/** The text of any value: scalars as they are, `null` as nothing, the rest as JSON. */
export function valueText(value: JsonValue): string {
  if (value instanceof JsonObject || value instanceof JsonArray) return value.text;
  return scalarText(value) ?? "";
}
