/**
 * Files that wait for extraction.
 *
 * @module
 */

/** The FROM and WHERE of a query over them; the index of waiting rows answers it. */
export const WAITING = "FROM files WHERE extraction_pending = 1 AND kind IS NOT 'model'";
