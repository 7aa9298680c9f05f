/**
 * Whether an answer is about the file that was asked for.
 *
 * @module
 */
import { HASH_DIGITS } from "../sql/hashes.ts";
import { isObject, type VersionPayload } from "./shape.ts";

/** Certainty of a match. */
export type MatchLevel =
  /** The registry has a file of the same bytes. */
  | "exact"
  /** It has a file of the same tensors, whose header may differ. */
  | "same_weights"
  /** It says that it knows the hash; its answer does not repeat it. */
  | "short_only";

/** Known hashes of the file that is asked for: lower-case hex, or null. */
export interface Identity {
  readonly sha256: string | null;
  readonly autov3: string | null;
  readonly blake3: string | null;
}

/** Nothing but what the registry says. */
export const UNKNOWN: Identity = { sha256: null, autov3: null, blake3: null };

/** The hashes of one kind of all files of a version, in lower case. */
export function hashesOf({ files }: VersionPayload, kind: string): string[] {
  return files.flatMap((file) => {
    const value = isObject(file) && isObject(file["hashes"]) ? file["hashes"][kind] : undefined;
    return typeof value === "string" ? [value.toLowerCase()] : [];
  });
}

/**
 * Judges how sure it is that a version has the file.
 *
 * @returns The level; null when the answer names hashes of every file, and none is the file's: it is about another one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const version = { id: 1, modelId: 2, files: [{ hashes: { SHA256: "AB", AutoV3: "0123456789AB" } }] };
 * assert.equal(matchLevel(version, { ...UNKNOWN, sha256: "ab" }), "exact");
 * assert.equal(matchLevel(version, { ...UNKNOWN, autov3: "0123456789ab" }), "same_weights");
 * assert.equal(matchLevel(version, { ...UNKNOWN, autov3: "ffffffffffff" }), null);
 * assert.equal(matchLevel({ id: 1, modelId: 2, files: [] }, { ...UNKNOWN, sha256: "ab" }), "short_only");
 * ```
 */
export function matchLevel(version: VersionPayload, identity: Identity): MatchLevel | null {
  const { sha256, autov3, blake3 } = identity;
  const sha256s = hashesOf(version, "SHA256");
  if (sha256 !== null && sha256s.includes(sha256)) return "exact";
  if (blake3 !== null && hashesOf(version, "BLAKE3").includes(blake3)) return "exact";
  const autov3s = hashesOf(version, "AutoV3").map((hash) => hash.slice(0, HASH_DIGITS.autov3));
  if (autov3 !== null && autov3s.includes(autov3)) return "same_weights";
  const contradicts = (own: string | null, theirs: readonly string[]): boolean =>
    own !== null && theirs.length > 0 && theirs.length === version.files.length;
  const isOther = sha256 === null
    ? contradicts(autov3, autov3s)
    : contradicts(sha256, sha256s) && (autov3 === null || contradicts(autov3, autov3s));
  return isOther ? null : "short_only";
}

/**
 * The version that the registry would choose of several with the same file: the one published first, then the lowest id.
 */
export function firstPublished(versions: readonly VersionPayload[]): VersionPayload | undefined {
  const publishedAt = ({ publishedAt }: VersionPayload): string =>
    typeof publishedAt === "string" ? publishedAt : "~";
  const isBefore = (a: VersionPayload, b: VersionPayload): boolean => {
    const [first, second] = [publishedAt(a), publishedAt(b)];
    return first < second || first === second && a.id < b.id;
  };
  return versions.reduce<VersionPayload | undefined>(
    (best, version) => best === undefined || isBefore(version, best) ? version : best,
    undefined,
  );
}
