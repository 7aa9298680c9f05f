/**
 * One image file, with its sidecars, as the values of its row.
 *
 * @module
 */
import { sidecarState } from "../../files/facts.ts";
import type { Contents } from "../../files/row.ts";
import type { Entry } from "../../files/walk.ts";
import type { TextChoice } from "../../image/format.ts";
import { detailOf, statusWithoutText } from "../../image/read.ts";
import { readImage } from "./image_file.ts";
import { readSidecar } from "./sidecar.ts";

/** Judgements about texts that a scan needs; the generators give them. */
export interface TextJudge extends TextChoice {
  /** Whether a text is JSON, at a bounded cost. */
  readonly isJson: (text: string) => boolean;
  /** Whether the parser finds a record in a text (`sd_parse`). */
  readonly isUnderstood: (text: string) => boolean;
  /** Why the parser finds nothing in a text, in a few words; null where nobody knows. */
  readonly whyNothing: (text: string) => string | null;
  /** Puts the text of a sidecar beside what is embedded, which stands at `source`. */
  readonly merge: (embedded: string, source: string, sidecar: string) => string;
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
): Contents {
  const reading = readImage(path, judge, size, maxRead);
  const wanted = sidecars.length > 0 && reading.container !== null &&
    (merge || reading.text === null);
  const sidecar = wanted ? readSidecar(sidecars, judge.choose, judge.isJson) : null;
  const { text, source } = combine(reading, sidecar, judge);
  const known = { ...reading, text };
  const status = text === null
    ? statusWithoutText(known)
    : judge.isUnderstood(text)
    ? "ok"
    : "unrecognized";
  return {
    kind: reading.kind,
    container: reading.container,
    image_width: reading.width,
    image_height: reading.height,
    metadata_source: source,
    metadata_json: text,
    status: status ?? "no_metadata",
    status_detail: detailOf(known) ??
      (text !== null && status === "unrecognized" ? judge.whyNothing(text) : null),
    sidecar_state: wanted || status === "unreadable" ? sidecarState(sidecars) : null,
    verdict_code: null,
    verdict_detail: null,
    ioError: reading.ioError,
    bytesRead: reading.bytesRead,
  };
}

interface Sourced {
  readonly text: string | null;
  readonly source: string | null;
}

function combine(embedded: Sourced, sidecar: Sourced | null, { merge }: TextJudge): Sourced {
  if (sidecar === null || sidecar.text === null) return embedded;
  if (embedded.text === null || embedded.source === null) return sidecar;
  return {
    text: merge(embedded.text, embedded.source, sidecar.text),
    source: `${embedded.source}+${sidecar.source}`,
  };
}
