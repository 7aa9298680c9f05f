/**
 * Graphs that a service ran, which put the record of the job beside the nodes.
 *
 * @module
 */
import { isJsonObject, itemsOf, type JsonValue, memberOf } from "../../record/json.ts";

/** The member that holds the record, as JSON in a string. */
export const JOB_RECORD = "extraMetadata";
/** The member that lists the models. */
export const JOB_EXTRA = "extra";

/**
 * Whether the record of a job stands beside the nodes of a document: it tells more than they do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * assert.equal(hasJobRecord(readJson('{"3": {"class_type": "X"}, "extraMetadata": "{}"}')), true);
 * ```
 */
export function hasJobRecord(json: JsonValue | undefined): boolean {
  const record = memberOf(json, JOB_RECORD);
  return typeof record === "string" || isJsonObject(record) ||
    itemsOf(memberOf(memberOf(json, JOB_EXTRA), "airs")).length > 0;
}
