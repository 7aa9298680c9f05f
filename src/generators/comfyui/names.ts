/**
 * Names of files without what does not belong to them.
 *
 * @module
 */
import { MODEL_FILE } from "./nodes/loras.ts";
import { NO_FILE } from "./nodes/models.ts";

/** The file that a text names; null where it stands for none. */
export function fileIn(text: string): string | null {
  const name = text.trim();
  return NO_FILE.test(name) ? null : name;
}

/** The name of a file without its folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The name of a model file without folders and ending. */
export function stemOf(path: string): string {
  return baseName(path).replace(MODEL_FILE, "");
}
