/**
 * Loading what functions need, ahead of SQL that calls them: SQL cannot wait, and may not be permitted to read files.
 *
 * @module
 */
import { loadExpressions, mentionsExpressions } from "./lazy_expressions.ts";
import { loadPictures, mentionsPictures } from "./lazy_pictures.ts";

/** Loads what the functions need that are named in SQL. */
export async function loadNeeds(sql: string): Promise<void> {
  if (mentionsExpressions(sql)) await loadExpressions();
  if (mentionsPictures(sql)) await loadPictures();
}
