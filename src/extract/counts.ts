/**
 * Counts of an extraction.
 *
 * @module
 */

/** Amount of work done. */
export interface Counts {
  /** Texts that were parsed. */
  parsed: number;
  /** Rows written to `models`. */
  models: number;
  /** Rows written to `lora_usages`. */
  usages: number;
  /** Rows written to `image_resources`. */
  resources: number;
  /** Rows removed from `models`, with what hung on them. */
  removed: number;
  /** Texts whose record was stored already. */
  same: number;
  /** Texts in which nothing was found. */
  unrecognized: number;
  /** Records that stay although their text is gone. */
  former: number;
  /** Files that failed. */
  failed: number;
  /** Discarded LoRA tags by reason. */
  discarded: Record<string, number>;
}

/** Counts of nothing done. */
export function noCounts(): Counts {
  return {
    parsed: 0,
    models: 0,
    usages: 0,
    resources: 0,
    removed: 0,
    same: 0,
    unrecognized: 0,
    former: 0,
    failed: 0,
    discarded: {},
  };
}
