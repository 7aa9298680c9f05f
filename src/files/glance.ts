/**
 * A first look at a row of `files`: mostly a file is unchanged, and the other columns need not be read.
 *
 * @module
 */

/** Values of a row for a first look: numbers, which the driver makes much faster than texts, objects and BigInts. */
export interface Glance {
  /** Null where a number cannot hold it. */
  readonly size: number | null;
  /** Milliseconds since 1970; null where a number cannot hold it. */
  readonly time: number | null;
  /** Null where none is known. */
  readonly inode: number | null;
  /** One of `PLAIN`, null where more has to be compared. */
  readonly plainness: number | null;
  readonly isModel: boolean;
  /** Whether this program read the file, and by another reader than it would today. */
  readonly isStale: boolean;
}

/** When size, time and inode are all that has to be compared. */
export const PLAIN = { withoutSidecars: 1, always: 2 } as const;

const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/**
 * The columns of a `Glance`. A row is plain whose text stands in the file itself, read by this program; one without a text
 * as long as no sidecar comes.
 *
 * @param stamps Values of `read_with` that today's readers give.
 */
export function glanceColumns(stamps: Iterable<string>): string {
  const list = Array.from(stamps, (stamp) => `'${stamp.replaceAll("'", "''")}'`).join(", ");
  return `CASE WHEN file_size BETWEEN 0 AND ${MAX_EXACT} THEN file_size END,
    CASE WHEN typeof(file_mtime) = 'integer' AND file_mtime % 1000000 = 0
      THEN file_mtime / 1000000 END,
    file_inode + CASE WHEN file_inode < 0 THEN ${2 ** 64}.0 ELSE 0.0 END,
    CASE WHEN sidecar_state IS NULL AND container IS NOT NULL AND file_inode IS NOT NULL THEN
      CASE WHEN status = 'no_metadata' OR (status = 'unrecognized' AND metadata_source IS NULL)
          THEN ${PLAIN.withoutSidecars}
        WHEN status IN ('ok', 'unrecognized') AND metadata_source NOT LIKE 'sidecar:%'
          THEN ${PLAIN.always}
      END
    END,
    kind IS 'model',
    (container IS NOT NULL OR status_detail IS NOT NULL) AND coalesce(read_with, '') NOT IN (${list})`;
}

/** Number of columns of a `Glance`. */
export const GLANCE_COLUMNS = 6;

/** Says nothing: the whole row has to be read. */
export const NO_GLANCE: Glance = {
  size: null,
  time: null,
  inode: null,
  plainness: null,
  isModel: false,
  isStale: false,
};

/** A `Glance` of the values of such a SELECT. */
export function toGlance(values: readonly (number | null)[]): Glance {
  const [size = null, time = null, inode = null, plainness = null, isModel, isStale] = values;
  return { size, time, inode, plainness, isModel: isModel === 1, isStale: isStale === 1 };
}
