/**
 * Facts that SQL and TypeScript share, as SQL: scripts have `{{hash_lengths}}` and the like in them.
 *
 * @module
 */
import { HASH_DIGITS, HASH_OF_NOTHING } from "./hashes.ts";
import { BROKEN_CODES, CUT_OFF_CODES } from "./header_codes.ts";
import { fill } from "./steps.ts";

/** A list for `IN`. */
function list(values: readonly (string | number)[]): string {
  return `(${values.map((value) => typeof value === "number" ? value : `'${value}'`).join(", ")})`;
}

const FACTS = {
  /** Kinds of hashes that files have; another one is a program's own number, never looked up and never linked. */
  file_hash_kinds: list([...Object.keys(HASH_DIGITS), "blake3"]),
  /** Kinds of hashes by which files are found: SwarmUI names the tensors, wherever they stand. */
  linked_hash_kinds: list([...Object.keys(HASH_DIGITS), "blake3", "tensor_sha256"]),
  /** Values of `models.hash_type` that linking gives; another one is the record's own. */
  linked_hash_types: list(["provided", "autov2", "autov3"]),
  /** Lengths of hashes. */
  hash_lengths: list(Object.values(HASH_DIGITS)),
  /** A pattern of `LIKE`: the hash of nothing. */
  hash_of_nothing: `'${HASH_OF_NOTHING}%'`,
  /** Verdicts on headers of files that end too early. */
  cut_off_codes: list(Object.keys(CUT_OFF_CODES)),
  /** Verdicts on headers of files that no program loads. */
  broken_codes: list(Object.keys(BROKEN_CODES)),
} as const;

/**
 * Puts the facts into a statement or a script.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(withFacts("length(hash) IN {{hash_lengths}}"), "length(hash) IN (8, 10, 12, 64)");
 * ```
 */
export function withFacts(sql: string): string {
  return fill(sql, FACTS);
}
