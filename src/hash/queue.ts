/**
 * The queue of files that wait to be hashed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { walk } from "../host/walk.ts";
import { withFacts } from "../sql/facts.ts";

/** Choice of the files to hash. */
export interface HashChoice {
  readonly images: boolean;
  readonly models: boolean;
  /** Whether files that images name come first. */
  readonly usedFirst: boolean;
  /** Larger files are left out; bytes. */
  readonly maxSize: number | null;
  /** Whether files with a hash are hashed again. */
  readonly rehash: boolean;
}

/** A file that waits: only what its order needs, since there may be millions. */
export interface HashQueue {
  readonly ids: BigInt64Array;
  readonly sizes: Float64Array;
  /** All of them together. */
  readonly bytes: number;
  /** Files over the limit. */
  readonly tooLarge: number;
  /** Model files that are known to be cut off. */
  readonly incomplete: number;
}

const CUT_OFF = withFacts(`EXISTS (
  SELECT 1 FROM model_files AS l
  WHERE l.file_id = f.id AND l.header_status IN {{cut_off_codes}}
)`);

const USED = `EXISTS (SELECT 1 FROM lora_links AS k WHERE k.model_file_id = f.id)
  OR EXISTS (SELECT 1 FROM resource_links AS k WHERE k.model_file_id = f.id)`;

/** Finds the files that wait: models before images, the largest first. Nothing waiting costs a look-up in an index. */
export function readQueue(db: DatabaseSync, choice: HashChoice): HashQueue {
  const { images, models, usedFirst, maxSize, rehash } = choice;
  const kinds = images && models ? "true" : models ? "f.kind = 'model'" : "f.kind IS NOT 'model'";
  const rows = walk(
    db,
    `SELECT f.id, coalesce(f.file_size, 0) AS size, f.kind = 'model' AND ${CUT_OFF} AS incomplete
     FROM files AS f ${images ? "" : "INDEXED BY idx_files_models"}
     WHERE ${rehash ? "true" : "f.file_hash IS NULL"} AND f.file_path IS NOT NULL
       AND f.status IS NOT 'missing' AND ${kinds}
     ORDER BY f.kind IS 'model' DESC, ${usedFirst ? `(${USED}) DESC,` : ""} size DESC, f.id`,
  );
  const ids: bigint[] = [];
  const sizes: number[] = [];
  let tooLarge = 0;
  let incomplete = 0;
  for (const [id, length, isIncomplete] of rows) {
    const size = Number(length);
    if (isIncomplete === 1n) incomplete++;
    else if (maxSize !== null && size > maxSize) tooLarge++;
    else {
      ids.push(id as bigint);
      sizes.push(size);
    }
  }
  return {
    ids: BigInt64Array.from(ids),
    sizes: Float64Array.from(sizes),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    tooLarge,
    incomplete,
  };
}
