/**
 * What a JSON document holds: an infotext somewhere inside, an object of generation fields, or a bare prompt.
 *
 * @module
 */
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  isScalar,
  itemsOf,
  type JsonObject,
  type JsonValue,
  readJson,
} from "../record/json.ts";
import { keyFacts, normaliseKey } from "../record/keys.ts";
import { holdsParameters, isInfotext } from "./a1111/split.ts";
import { normaliseText } from "../record/text.ts";

/** What was found in a JSON document; everything absent that is not there. */
export interface JsonFindings {
  /** The infotext under a key made for it, else the first string anywhere that holds a parameters line. */
  infotext?: string;
  /** The first object of generation fields. */
  fields?: JsonObject;
  /** The first text under a key made for infotexts that is none: a bare prompt. */
  bare?: string;
  /** The program whose own format this is. */
  program?: string | undefined;
}

/** Keys under which other tools keep an infotext. */
const INFOTEXT_KEYS: ReadonlySet<string> = new Set(["parameters", "infotext", "usercomment"]);

/** The program whose documents are graphs of nodes: what stands in them are settings of nodes, not fields of a picture. */
export const GRAPH = "comfyui";

/** Programs by keys (normalised) that only their objects have together. */
const PROGRAM_KEYS: ReadonlyArray<readonly [program: string, ...keys: string[]]> = [
  [GRAPH, "class_type", "inputs"],
  [GRAPH, "nodes", "links"],
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
 * import { readJson } from "../record/json.ts";
 * const value = readJson('{"meta": {"parameters": "a cat\\nSteps: 20"}}');
 * assert.equal(value !== undefined && findInJson(value).infotext, "a cat\nSteps: 20");
 * ```
 */
export function findInJson(value: JsonValue): JsonFindings {
  return new Search(value).run();
}

/** A value that is still to be looked at. */
interface Visit {
  readonly value: JsonValue;
  readonly key: string;
  /** How many strings were opened to reach it. */
  readonly opened: number;
}

class Search {
  private readonly found: JsonFindings = {};
  private elsewhere: string | undefined;
  private readonly stack: Visit[] = [];

  constructor(value: JsonValue) {
    this.stack.push({ value, key: "", opened: 0 });
  }

  run(): JsonFindings {
    for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop()) {
      this.visit(next);
      if (this.found.infotext !== undefined) return this.found;
    }
    const { found, elsewhere } = this;
    return elsewhere === undefined ? found : { ...found, infotext: elsewhere };
  }

  private visit({ value, key, opened }: Visit): void {
    if (isJsonObject(value)) {
      this.visitObject(value);
      this.later(entriesOf(value).map(([key, value]) => ({ value, key, opened })));
    } else if (isJsonArray(value)) {
      this.later(itemsOf(value).map((item) => ({ value: item, key, opened })));
    } else if (typeof value === "string") {
      this.visitString(value, key, opened);
    }
  }

  /** Puts values on the stack, the first on top. */
  private later(visits: Visit[]): void {
    for (const visit of visits.reverse()) this.stack.push(visit);
  }

  /** The first object of fields counts; a graph inside it or behind it is an appendix, one before it is the document. */
  private visitObject(object: JsonObject): void {
    const { found } = this;
    const program = programOf(object);
    if (program !== GRAPH || found.fields === undefined) found.program = found.program ?? program;
    if (found.fields === undefined && holdsFields(object)) found.fields = object;
  }

  private visitString(raw: string, key: string, opened: number): void {
    const text = normaliseText(raw).trim();
    const inner = text.startsWith("{") ? readJson(text) : undefined;
    if (isJsonObject(inner)) {
      if (opened < MAX_OPENED) this.stack.push({ value: inner, key, opened: opened + 1 });
    } else if (INFOTEXT_KEYS.has(key.toLowerCase())) {
      if (isInfotext(text)) this.found.infotext = text;
      else if (text !== "") this.found.bare = this.found.bare ?? text;
    } else if (this.elsewhere === undefined && holdsParameters(text)) {
      this.elsewhere = text;
    }
  }
}

function programOf(object: JsonObject): string | undefined {
  const keys = new Set(entriesOf(object).map(([key]) => normaliseKey(key)));
  return PROGRAM_KEYS.find(([, ...needed]) => needed.every((key) => keys.has(key)))?.[0];
}

/** Whether this is an object of generation fields: a string prompt and one known scalar, or three known scalars. */
function holdsFields(object: JsonObject): boolean {
  const known = entriesOf(object).flatMap(([key, value]) => {
    const { target } = keyFacts(key);
    return target !== undefined && isScalar(value) ? [{ target, value }] : [];
  });
  const prompt = known.some(({ target, value }) =>
    target === "positive" && typeof value === "string"
  );
  return known.length >= (prompt ? 2 : MIN_FIELDS);
}
