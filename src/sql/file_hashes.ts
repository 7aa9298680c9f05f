/**
 * Kinds of hashes that files have: another kind is a program's own number, never looked up and never linked.
 *
 * @module
 */
import { fill } from "./steps.ts";

const LISTS = {
  /** Values of `image_resources.hash_kind` that a file can be found by. */
  file_hash_kinds: "('autov1', 'autov2', 'autov3', 'sha256', 'blake3')",
  /** Values of `models.hash_type` that linking gives; any other is the record's own. */
  linked_hash_types: "('provided', 'autov2', 'autov3')",
} as const;

/**
 * Puts the kinds into a script, as lists for `IN`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.match(withHashKinds("hash_type IN {{linked_hash_types}}"), /'provided'/);
 * ```
 */
export function withHashKinds(sql: string): string {
  return fill(sql, LISTS);
}
