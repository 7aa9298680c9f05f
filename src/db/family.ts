/**
 * Tables that older programs of this one's family have, and that are taken over though their text is not ours.
 *
 * @module
 */

/** Facts about a table of the family. */
export interface FamilyTable {
  /** Whether its rows, and columns of its own, stay whatever is run: only `files` is the user's. */
  readonly isKept: boolean;
  /** Columns beyond ours that older programs fill; extraction replaces their values. */
  readonly former: readonly string[];
  /** Columns without which rows are another program's. */
  readonly marks: readonly string[];
  /** Columns that are never NULL in what is written, although ours could be. */
  readonly given: readonly string[];
  /** Columns that tell rows apart: a unique index over one of them refuses some rows, not all. */
  readonly telling: readonly string[];
  /** Columns whose values are written over in rows that are there. */
  readonly replaced: readonly string[];
}

const NONE = { isKept: false, former: [], marks: [], given: [], telling: [], replaced: [] };

/** The tables by name. */
export const FAMILY: Readonly<Record<string, FamilyTable>> = {
  files: {
    ...NONE,
    isKept: true,
    // A user may want only files with text in the table.
    given: ["file_path", "file_size", "file_mtime", "metadata_json", "status"],
    telling: [
      "id",
      "file_path",
      "file_size",
      "file_mtime",
      "file_inode",
      "file_hash",
      "metadata_json",
      "last_extracted_hash",
    ],
    replaced: ["status"],
  },
  models: {
    ...NONE,
    former: ["lora_count", "extraction_time_ms"],
    marks: ["metadata_hash"],
  },
  settings: { ...NONE, marks: ["value"] },
  lora_usages: { ...NONE, marks: ["lora_name", "weight"] },
  model_enrichment: { ...NONE, marks: ["lookup_status"] },
};
