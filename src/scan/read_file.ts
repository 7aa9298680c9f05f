/**
 * One image file, with its sidecars, as the values of its row.
 *
 * @module
 */
import { readImage, statusWithoutText } from "../container/read.ts";
import { mergeSidecar, readSidecar } from "../container/sidecar.ts";
import { type FileFacts, sidecarState } from "./facts.ts";
import type { FileValues } from "./file_row.ts";
import type { Entry } from "./walk.ts";

/** What a scan needs to know about texts; the parser answers. */
export interface TextJudge {
  /** Whether a text is generation text (`sd_detect`). */
  isGenerationText(text: string): boolean;
  /** Whether the parser finds a record in a text (`sd_parse`). */
  isUnderstood(text: string): boolean;
}

/** The values, and how many bytes of the image were read for them. */
export interface FileReading {
  readonly values: FileValues;
  readonly bytesRead: number;
}

/**
 * Reads a file. A sidecar of an image counts when nothing is embedded; with `merge` it also fills what the embedded text
 * leaves open.
 */
export function readFile(
  { path, sidecars }: Pick<Entry, "path" | "sidecars">,
  facts: FileFacts,
  judge: TextJudge,
  merge: boolean,
): FileReading {
  const isGenerationText = (text: string): boolean => judge.isGenerationText(text);
  const reading = readImage(path, isGenerationText, facts.size);
  const wanted = sidecars.length > 0 && reading.container !== null &&
    (merge || reading.text === null);
  const sidecar = wanted ? readSidecar(sidecars, isGenerationText) : null;
  const { text, source } = combine(reading, sidecar);
  const status = text === null
    ? statusWithoutText(reading)
    : judge.isUnderstood(text)
    ? "ok"
    : "unrecognized";
  return {
    bytesRead: reading.bytesRead,
    values: {
      file_path: path,
      kind: "image",
      container: reading.container,
      file_size: facts.size,
      // An error of the system passes: no time is stored, so that the next scan tries again.
      file_mtime: reading.ioError ? null : facts.mtime,
      file_inode: facts.inode,
      metadata_source: source,
      metadata_json: text,
      status: status ?? "no_metadata",
      status_detail: reading.damage,
      sidecar_state: wanted || status === "unreadable" ? sidecarState(sidecars) : null,
    },
  };
}

interface Sourced {
  readonly text: string | null;
  readonly source: string | null;
}

function combine(embedded: Sourced, sidecar: Sourced | null): Sourced {
  if (sidecar === null || sidecar.text === null) return embedded;
  if (embedded.text === null) return sidecar;
  return {
    text: mergeSidecar(embedded.text, sidecar.text),
    source: `${embedded.source}+${sidecar.source}`,
  };
}
