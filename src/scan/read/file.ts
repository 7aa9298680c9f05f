/**
 * One image file, with its sidecars, as the values of its row.
 *
 * @module
 */
import { readImage, statusWithoutText } from "../../image/read.ts";
import { mergeSidecar, readSidecar } from "../../image/sidecar.ts";
import { sidecarState } from "../../files/facts.ts";
import type { FileReading } from "../../files/row.ts";
import type { Entry } from "../../files/walk.ts";

/** What a scan needs to know about texts; the parser answers. */
export interface TextJudge {
  /** Whether a text is generation text (`sd_detect`). */
  isGenerationText(text: string): boolean;
  /** Whether the parser finds a record in a text (`sd_parse`). */
  isUnderstood(text: string): boolean;
}

/**
 * Reads a file. A sidecar of an image counts when nothing is embedded; with `merge` it also fills what the embedded text
 * leaves open.
 *
 * @param size Its size in bytes.
 * @param maxRead Most bytes of it to read at once; more is thrown as `LongRead`.
 */
export function readFile(
  { path, sidecars }: Pick<Entry, "path" | "sidecars">,
  size: number,
  judge: TextJudge,
  merge: boolean,
  maxRead?: number,
): FileReading {
  const isGenerationText = (text: string): boolean => judge.isGenerationText(text);
  const reading = readImage(path, isGenerationText, size, maxRead);
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
    container: reading.container,
    metadata_source: source,
    metadata_json: text,
    status: status ?? "no_metadata",
    status_detail: reading.damage,
    sidecar_state: wanted || status === "unreadable" ? sidecarState(sidecars) : null,
    header_verdict: null,
    verdict_detail: null,
    ioError: reading.ioError,
    bytesRead: reading.bytesRead,
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
