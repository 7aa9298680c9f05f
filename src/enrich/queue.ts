/**
 * The queue of questions: local model files, and hashes that images name and no local file has.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { withFacts } from "../sql/facts.ts";
import { HASH_DIGITS, HASH_OF_NOTHING } from "../sql/hashes.ts";
import { stepsOf } from "../sql/steps.ts";
import script from "./queue.sql" with { type: "text" };
import { type Identity, UNKNOWN } from "./verify.ts";

/** Way of asking for a hash: SHA-256 in batches, everything else one by one, numbers of versions by their own route. */
export type Route = "sha256" | "hash" | "version";

/** One hash that can be asked for. */
export interface Stage {
  /** Lower-case hex, or `version:` and a number. */
  readonly hash: string;
  readonly route: Route;
  /** Value of `model_enrichment.hash_type`. */
  readonly hashType: string;
  /** Value of `display_hash`. */
  readonly displayHash: string;
}

/** A file and the hashes to ask for, in order, until one is known. */
export interface Subject {
  /** The model file; of a hash that images name, the first of them. */
  readonly fileId: number;
  readonly isModelFile: boolean;
  readonly stages: readonly Stage[];
  readonly identity: Identity;
}

/** Choice of what goes into the queue. */
export interface QueueOptions {
  /** Whether hashes of eight digits, which many files share, are asked for. */
  readonly autov1: boolean;
}

/** The queue, and what is left out of it on purpose. */
export interface Queue {
  readonly subjects: readonly Subject[];
  /** Hashes of eight digits that only images name, with the first image. */
  readonly skipped: readonly { readonly hash: string; readonly fileId: number }[];
}

const QUEUE = stepsOf(withFacts(script), [
  "clear",
  "imageHashes",
  "namedHashes",
  "indexes",
  "modelFiles",
  "unownedHashes",
]);

/** Reads the queue. Makes the tables `image_hashes` and `named_hashes` in `temp`, which `Store` works with. */
export function readQueue(db: DatabaseSync, { autov1 }: QueueOptions): Queue {
  const { clear, imageHashes, namedHashes, indexes } = QUEUE;
  for (const sql of [clear, imageHashes, namedHashes, indexes]) db.exec(sql);
  const subjects = readModelFiles(db);
  const skipped: { hash: string; fileId: number }[] = [];
  for (const { hash, file_id, is_blake3 } of readImageHashes(db)) {
    if (hash.length === HASH_DIGITS.autov1 && !autov1) skipped.push({ hash, fileId: file_id });
    else subjects.push(imageSubject(hash, file_id, is_blake3 === 1));
  }
  return { subjects, skipped };
}

const BLAKE3_DIGITS = 64;

interface ModelFileRow {
  readonly file_id: number;
  readonly sha256: string | null;
  readonly autov3: string | null;
  readonly blake3: string | null;
}

function readModelFiles(db: DatabaseSync): Subject[] {
  const rows = db.prepare(QUEUE.modelFiles).all() as unknown as ModelFileRow[];
  return rows.map(({ file_id, ...row }) => {
    const identity: Identity = {
      sha256: hexOrNull(row.sha256, HASH_DIGITS.sha256),
      autov3: hexOrNull(row.autov3, HASH_DIGITS.autov3),
      blake3: hexOrNull(row.blake3, BLAKE3_DIGITS),
    };
    const stages = [
      stage(identity.sha256, "sha256", "autov2", HASH_DIGITS.autov2),
      stage(identity.autov3, "hash", "autov3", HASH_DIGITS.autov3),
      stage(identity.blake3, "hash", "blake3", HASH_DIGITS.autov2),
    ].filter((found) => found !== null);
    return { fileId: file_id, isModelFile: true, stages, identity };
  }).filter(({ stages }) => stages.length > 0);
}

/** A hash of exactly that length: the registry compares whole strings. The hash of nothing is none. */
function hexOrNull(value: string | null, length: number): string | null {
  const isHex = value?.length === length && /^[0-9a-f]+$/.test(value) &&
    !value.startsWith(HASH_OF_NOTHING);
  return isHex ? value : null;
}

function stage(
  hash: string | null,
  route: Route,
  hashType: string,
  displayed: number,
): Stage | null {
  return hash === null ? null : { hash, route, hashType, displayHash: hash.slice(0, displayed) };
}

interface ImageHashRow {
  readonly hash: string;
  readonly file_id: number;
  readonly is_blake3: number;
}

function readImageHashes(db: DatabaseSync): ImageHashRow[] {
  return db.prepare(QUEUE.unownedHashes).all() as unknown as ImageHashRow[];
}

function imageSubject(hash: string, fileId: number, isBlake3: boolean): Subject {
  const isVersion = hash.startsWith("version:");
  const isLong = hash.length === HASH_DIGITS.sha256;
  const route = isVersion ? "version" : isLong && !isBlake3 ? "sha256" : "hash";
  const displayHash = isVersion
    ? hash
    : hash.slice(0, isLong ? HASH_DIGITS.autov2 : HASH_DIGITS.autov3);
  const identity: Identity = {
    sha256: isLong && !isBlake3 ? hash : null,
    blake3: isLong ? hash : null,
    autov3: hash.length === HASH_DIGITS.autov3 ? hash : null,
  };
  return {
    fileId,
    isModelFile: false,
    stages: [{ hash, route, hashType: "provided", displayHash }],
    identity: isVersion ? UNKNOWN : identity,
  };
}
