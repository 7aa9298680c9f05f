/**
 * Versions of the program and of what its parser gives.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

/** The program's version. */
export const VERSION: string = config.version;

/**
 * Raised whenever what all generators share gives another record, usage or resource for some text: all rows are extracted
 * again then. Each generator has a version of its own.
 */
export const RECORD_VERSION = 2;

/** Raised whenever another training record is read from some header: model files are extracted again then. */
export const TRAINING_VERSION = 2;

/** Raised whenever something is linked in another way: all links are worked out again then. */
export const LINKER_VERSION = 2;
