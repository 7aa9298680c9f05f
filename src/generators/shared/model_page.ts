/**
 * JSON that tells of a model: a page of CivitAI, or the answer about one version, as tools put it beside the file. The pictures
 * of its gallery are not the one that it stands beside.
 *
 * @module
 */
import { isJsonArray, type JsonValue, memberOf } from "../../record/json.ts";

/** Lists that only such documents have at their root (https://developer.civitai.com/docs/api/public-rest). */
const LISTS = ["modelVersions", "trainedWords"] as const;
/** Texts that Automatic1111 keeps of a model (`modules/ui_extra_networks_user_metadata.py`). */
const USER_METADATA = ["activation text", "preferred weight"] as const;

/**
 * Whether a document tells of a model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * assert.equal(isModelPage(readJson('{"name": "Moss", "modelVersions": []}')), true);
 * assert.equal(isModelPage(readJson('{"prompt": "moss", "steps": 20}')), false);
 * ```
 */
export function isModelPage(json: JsonValue | undefined): boolean {
  return LISTS.some((key) => isJsonArray(memberOf(json, key))) ||
    USER_METADATA.every((key) => memberOf(json, key) !== undefined) ||
    memberOf(json, "modelId") !== undefined && isJsonArray(memberOf(json, "files"));
}
