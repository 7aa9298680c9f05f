/**
 * Shape that an answer must have before it is stored.
 *
 * @module
 */

/** A JSON object. */
export type AnswerObject = Readonly<Record<string, unknown>>;

/** A version of a model as the registry describes it. */
export interface VersionPayload extends AnswerObject {
  readonly id: number;
  readonly modelId: number;
  readonly files: readonly unknown[];
}

/** A model as the registry describes it. */
export interface ModelPayload extends AnswerObject {
  readonly id: number;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is AnswerObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** SQLite reads no JSON of more than 1,000 levels, and where one such payload is, no query over the others either. */
const MAX_DEPTH = 100;

/** Without recursion, since the registry chooses how deep it is. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : []
    );
    if (level.length === 0) return true;
  }
  return false;
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/**
 * Whether a value is a version.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isVersion({ id: 1, modelId: 2, files: [] }), true);
 * assert.equal(isVersion({ id: "1", modelId: 2, files: [] }), false);
 * ```
 */
export function isVersion(value: unknown): value is VersionPayload {
  return isObject(value) && isId(value["id"]) && isId(value["modelId"]) &&
    Array.isArray(value["files"]) && isShallow(value);
}

/** Whether a value is a model. */
export function isModel(value: unknown): value is ModelPayload {
  return isObject(value) && isId(value["id"]) && isShallow(value);
}

/** One entry of the answer that lists which hashes are known. */
export interface KnownHash {
  readonly modelVersionId: number;
  readonly hash: string;
}

/** Whether a value is such an entry. */
export function isKnownHash(value: unknown): value is KnownHash {
  return isObject(value) && isId(value["modelVersionId"]) && typeof value["hash"] === "string";
}

const MAX_PAYLOAD = 1024 * 1024;

/**
 * The text of a payload for storing. Workflows in the metadata of sample images can be megabytes, and are left out; a payload
 * that is still longer than a MiB loses the metadata of its images.
 */
export function storedPayload(payload: AnswerObject): string {
  const text = JSON.stringify(payload, (key, value) => key === "comfy" ? undefined : value);
  if (text.length <= MAX_PAYLOAD) return text;
  return JSON.stringify(payload, (key, value) => key === "meta" ? undefined : value);
}
