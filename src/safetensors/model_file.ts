/**
 * From a model file to what its first bytes say: the header of a safetensors file, or the format of any other.
 *
 * @module
 */
import { FileSource } from "../disk/file_source.ts";
import { ioErrorReason } from "../disk/io_error.ts";
import type { HeaderCode } from "../sql/header_codes.ts";
import {
  formatOf,
  type HeaderReading,
  type HeaderStatus,
  type ModelFormat,
  readHeader,
} from "./header.ts";
import { LENGTH_BYTES } from "./length.ts";
import type { ByteSource } from "../bytes/source.ts";

/** Raised when model files are read differently: scans read them again then, once `deno task stamps` has run. */
export const MODEL_READER_VERSION = 1;

const SAFETENSORS_NAME = /\.safetensors$/i;

/** Reading of a model file. */
export interface ModelReading {
  /** Kind of the file by its bytes; `unknown` for one without a signature, null when that cannot be told. */
  readonly container: "safetensors" | ModelFormat | "unknown" | null;
  /** The header's JSON, or only its metadata; null when there is none. */
  readonly header: string | null;
  /** `files.status`. */
  readonly status: "ok" | "no_metadata" | "unreadable";
  /** The verdict on the header; null for a file that has none by its format, or that could not be read. */
  readonly headerStatus: HeaderStatus | null;
  /** Details of the verdict in one line, or null. */
  readonly headerDetail: string | null;
  /** Why the operating system refused to open or to read the file; null when it did not. */
  readonly refusal: string | null;
  /** Number of bytes read. */
  readonly bytesRead: number;
}

/** Verdicts on files that are no safetensors files at all. */
const FOREIGN: ReadonlySet<string> = new Set<HeaderCode>(["too_short", "html_page", "lfs_pointer"]);

/**
 * Reads the start of a model file. Only a safetensors file has a header that is read; `.ckpt`, `.pt`, `.bin` and `.gguf`
 * are told apart by their signature. Never throws for what the bytes are.
 *
 * @param path Where it stands; a file named `.safetensors` must be one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bytesSource } from "../bytes/source.ts";
 * const zip = new TextEncoder().encode("PK\x03\x04 and so on");
 * assert.equal(readModelFrom(bytesSource(zip), "old.ckpt").container, "zip");
 * assert.equal(readModelFrom(bytesSource(zip), "a.safetensors").headerStatus, "not_safetensors:zip");
 * ```
 */
export function readModelFrom(source: ByteSource, path: string): ModelReading {
  if (!SAFETENSORS_NAME.test(path)) {
    const start = source.read(0, LENGTH_BYTES + 1);
    const format = formatOf(start);
    // A header's length and its brace: some tools give such a file another name.
    const isLike = start.length > LENGTH_BYTES && start[6] === 0 && start[7] === 0 &&
      start[LENGTH_BYTES] === 0x7b;
    if (format !== null || !isLike) return withoutHeader(format ?? "unknown", start.length);
  }
  return ofHeader(readHeader(source));
}

function withoutHeader(container: ModelFormat | "unknown", bytesRead: number): ModelReading {
  const isEmpty = bytesRead === 0;
  return {
    container: isEmpty ? null : container,
    header: null,
    status: isEmpty ? "unreadable" : "no_metadata",
    headerStatus: isEmpty ? "too_short" : null,
    headerDetail: isEmpty ? "0 bytes" : null,
    refusal: null,
    bytesRead,
  };
}

function ofHeader({ status, detail, json, bytesRead }: HeaderReading): ModelReading {
  const [code = "", format] = status.split(":");
  return {
    container: format !== undefined
      ? format as ModelFormat
      : FOREIGN.has(code)
      ? null
      : "safetensors",
    header: json,
    status: json === null ? "unreadable" : "ok",
    headerStatus: status,
    headerDetail: detail,
    refusal: null,
    bytesRead,
  };
}

/**
 * Opens a model file and reads its start, as {@link readModelFrom} does. An error of the operating system is the reading's
 * `refusal`. Throws `Deno.errors.NotCapable` without read permission.
 *
 * @param size Its size in bytes, where that is known.
 * @param maxRead Most bytes to read at once; a longer header is thrown as `LongRead`.
 */
export function readModel(path: string, size?: number, maxRead?: number): ModelReading {
  try {
    using file = Deno.openSync(path);
    return readModelFrom(new FileSource(file, size, maxRead), path);
  } catch (error) {
    const refusal = ioErrorReason(error);
    if (refusal === null) throw error;
    return {
      container: null,
      header: null,
      status: "unreadable",
      headerStatus: null,
      headerDetail: null,
      refusal,
      bytesRead: 0,
    };
  }
}
