/**
 * Text files beside an image that hold its generation text.
 *
 * @module
 */

import { LIMITS } from "../bytes/budget.ts";
import { ioErrorReason } from "../bytes/io_error.ts";
import type { IsGenerationText } from "./read.ts";
import { FileSource } from "../bytes/source.ts";
import { cleanText, decodeTextFile } from "../bytes/text.ts";

/** The text of a sidecar. */
export interface SidecarReading {
  readonly text: string;
  readonly source: "sidecar:json" | "sidecar:txt";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text of a file; null when it cannot be read or is over the budget. */
function readText(path: string): string | null {
  try {
    using file = Deno.openSync(path);
    const source = new FileSource(file);
    if (source.size > LIMITS.block) return null;
    return cleanText(decodeTextFile(source.read(0, source.size)));
  } catch (error) {
    if (ioErrorReason(error) === null) throw error;
    return null;
  }
}

/**
 * The first of the sidecars that holds generation text; null when none does. A caption, broken JSON, a file
 * over the budget of one block and one that cannot be read are none.
 */
export function readSidecar(
  paths: readonly string[],
  isGenerationText: IsGenerationText,
): SidecarReading | null {
  for (const path of paths) {
    const isJsonFile = path.toLowerCase().endsWith(".json");
    const text = readText(path);
    if (text === null || text.trim() === "" || (isJsonFile && !isJson(text))) continue;
    if (isGenerationText(text)) {
      return { text, source: isJsonFile ? "sidecar:json" : "sidecar:txt" };
    }
  }
  return null;
}

/**
 * One raw text out of an embedded text and a sidecar's: the parser takes each field from `parameters`, and
 * from `sidecar` what is missing there.
 *
 * @example
 * ```ts
 * import { mergeSidecar } from "./sidecar.ts";
 * if (mergeSidecar("a", "b") !== '{"parameters":"a","sidecar":"b"}') throw new Error("not merged");
 * ```
 */
export function mergeSidecar(embedded: string, sidecar: string): string {
  return JSON.stringify({ parameters: embedded, sidecar });
}
