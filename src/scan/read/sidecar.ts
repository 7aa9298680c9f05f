/**
 * Text files beside an image that hold its generation text, as A1111 writes them beside pictures without
 * metadata (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/master/modules/images.py, save_txt).
 *
 * @module
 */

import { LIMITS } from "../../bytes/budget.ts";
import { cleanText, decodeTextFile } from "../../bytes/text.ts";
import { FileSource } from "../../disk/file_source.ts";
import { ioErrorReason } from "../../disk/io_error.ts";
import type { Choose, ChosenText, TextEntry } from "../../image/format.ts";

/** Reads a text file; null when it cannot be read or is over the budget. */
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

function sidecarEntry(path: string, isJson: (text: string) => boolean): TextEntry {
  const isJsonFile = path.toLowerCase().endsWith(".json");
  return {
    key: "sidecar",
    source: isJsonFile ? "sidecar:json" : "sidecar:txt",
    read(): string | null {
      const text = readText(path);
      return isJsonFile && text !== null && !isJson(text) ? null : text;
    },
  };
}

/**
 * Chooses among the sidecars of an image; null when none holds generation text. Broken JSON, a file over the
 * budget of one block and one that cannot be read hold no text.
 *
 * @param paths The sidecars in the order of precedence; none is read that is not asked for.
 * @param isJson Whether a text is JSON, at a bounded cost: the file may be a stranger's.
 */
export function readSidecar(
  paths: readonly string[],
  choose: Choose,
  isJson: (text: string) => boolean,
): ChosenText | null {
  return choose(paths.map((path) => sidecarEntry(path, isJson)));
}
