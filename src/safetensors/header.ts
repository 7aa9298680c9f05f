/**
 * The header of a safetensors file: its JSON, and whether it is what the format demands.
 *
 * Rules: https://github.com/huggingface/safetensors#format and the reference implementation's checks.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { BYTE, JsonCursor, JsonFault } from "./header_json.ts";
import type { HeaderCode } from "../sql/header_codes.ts";
import { headerLength, LENGTH_BYTES } from "./length.ts";
import { isKept, METADATA, MetadataReader } from "./metadata.ts";
import { type HeaderFault, TensorTable } from "./tensors.ts";
import type { ByteSource } from "../bytes/source.ts";
import { decodeLatin1, decodeUtf8 } from "../bytes/text.ts";

/** `ok`, or the code of a fault; `not_safetensors` names the format behind a colon. */
export type HeaderStatus = HeaderCode | `not_safetensors:${ModelFormat}`;

/** Reading of a header. */
export interface HeaderReading {
  readonly status: HeaderStatus;
  /** Details in one line, or null. */
  readonly detail: string | null;
  /**
   * The header's JSON as far as it can be read: all of it, or only its metadata; null when nothing can. Of a header that
   * no writer makes, with megabytes of metadata, the largest values are left out.
   */
  readonly json: string | null;
  /** Number of bytes read. */
  readonly bytesRead: number;
}

/**
 * Other formats of model files, by their first bytes: what PyTorch writes, https://docs.pytorch.org/docs/stable/notes/serialization.html
 * (before version 1.6 https://docs.python.org/3/library/pickle.html), and https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
 */
export type ModelFormat = "zip" | "pickle" | "gguf";

/** The reference implementation's limit. */
const MAX_HEADER_BYTES = 100_000_000n;
/** Bytes read at once: most headers of small files fit. */
const FIRST_READ = 16 * 1024;

const FORMATS: readonly (readonly [ModelFormat, start: string])[] = [
  ["zip", "PK\x03\x04"],
  ["pickle", "\x80\x02"],
  ["pickle", "\x80\x03"],
  ["pickle", "\x80\x04"],
  ["pickle", "\x80\x05"],
  ["gguf", "GGUF"],
];
const HTML = /^[\xef\xbb\xbf\s]*<(?:!doctype|html)/i;
const LFS = /^version https:\/\/git-lfs/;

/** The format of a model file that is no safetensors file, by its first bytes; null for any other. */
export function formatOf(start: Uint8Array): ModelFormat | null {
  const text = decodeLatin1(start.subarray(0, LENGTH_BYTES));
  return FORMATS.find(([, magic]) => text.startsWith(magic))?.[0] ?? null;
}

/**
 * Reads and checks the header of a safetensors file; the tensors themselves are not read. Never throws for what the
 * bytes are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bytesSource } from "../bytes/source.ts";
 * const file = new Uint8Array(10);
 * file.set([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);
 * assert.equal(readHeader(bytesSource(file)).status, "ok");
 * assert.equal(readHeader(bytesSource(file.subarray(0, 9))).status, "truncated_header");
 * ```
 */
export function readHeader(source: ByteSource): HeaderReading {
  const start = source.read(0, FIRST_READ);
  const fail = (
    status: HeaderStatus,
    detail: string | null = null,
    bytesRead = start.length,
  ): HeaderReading => ({ status, detail, json: null, bytesRead });
  if (start.length < LENGTH_BYTES) return fail("too_short", `${start.length} bytes`);
  const length = headerLength(start);
  if (length > MAX_HEADER_BYTES) {
    const text = decodeLatin1(start.subarray(0, 512));
    if (HTML.test(text)) return fail("html_page");
    if (LFS.test(text)) return fail("lfs_pointer");
    const format = formatOf(start);
    if (format !== null) return fail(`not_safetensors:${format}`);
    return fail("header_too_large", `${length} bytes`);
  }
  if (length === 0n) return fail("empty_header");
  const end = LENGTH_BYTES + Number(length);
  const bytes = end <= start.length
    ? start.subarray(LENGTH_BYTES, end)
    : source.read(LENGTH_BYTES, Number(length));
  const bytesRead = end <= start.length ? start.length : start.length + bytes.length;
  const isCut = bytes.length < Number(length);
  // One that is cut off may end within a character.
  if (!isCut && !isUtf8(bytes)) return fail("bad_utf8", null, bytesRead);
  const found = readContent(bytes, end, source.size);
  if (!isCut) return { ...found, bytesRead };
  const detail = `expected ${length} bytes, found ${bytes.length}`;
  return { status: "truncated_header", detail, json: found.json, bytesRead };
}

type ContentReading = Omit<HeaderReading, "bytesRead">;

/** @param end Where the tensors begin in the file. */
function readContent(bytes: Uint8Array, end: number, fileSize: number): ContentReading {
  const cursor = new JsonCursor(bytes);
  const metadata = new MetadataReader(cursor);
  const tensors = new TensorTable(cursor);
  try {
    if (!cursor.next(BYTE.openBrace)) {
      cursor.skip(1);
      return { status: "not_object", detail: null, json: null };
    }
    cursor.entries((key) => cursor.is(key, METADATA) ? metadata.read() : tensors.read(key));
    const jsonEnd = cursor.at;
    const isPadded = padding(cursor);
    const fault = metadata.fault ?? tensors.fault ?? sizeFault(tensors, end, fileSize);
    if (fault !== null && isPadded && fault.code === "incomplete_file") cursor.fail(TRAILING);
    const { json, loss } = isKept(jsonEnd, cursor.values)
      ? { json: decodeUtf8(bytes.subarray(0, jsonEnd)), loss: null }
      : metadata.kept();
    const { code, detail } = fault ?? verdict(isPadded, metadata, tensors);
    return { status: code, detail: joined(detail, loss), json };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { json, loss } = metadata.kept();
    const detail = `${error.message} at byte ${LENGTH_BYTES + error.at}`;
    return { status: error.code, detail: joined(detail, loss), json };
  }
}

/** Of a header whose tensors fill the file. */
function verdict(
  isPadded: boolean,
  { warning }: MetadataReader,
  { duplicate }: TensorTable,
): { readonly code: HeaderCode; readonly detail: string | null } {
  if (isPadded) return { code: "nul_padding", detail: null };
  if (warning !== null) return { code: "metadata_not_string", detail: warning };
  return {
    code: "ok",
    detail: duplicate === null ? null : `tensor "${duplicate}" has two entries`,
  };
}

function joined(detail: string | null, loss: string | null): string | null {
  return detail !== null && loss !== null ? `${detail}; ${loss}` : detail ?? loss;
}

const TRAILING = "something stands behind the JSON";

/** Reads what follows the JSON. @returns Whether there are zero bytes. */
function padding(cursor: JsonCursor): boolean {
  if (cursor.peek() < 0) return false;
  const start = cursor.at;
  while (cursor.next(0));
  const isAll = cursor.peek() < 0;
  cursor.at = start;
  return isAll || cursor.fail(TRAILING);
}

function sizeFault(tensors: TensorTable, end: number, fileSize: number): HeaderFault | null {
  const layout = tensors.layoutFault();
  if (layout !== null) return layout;
  const expected = BigInt(end) + tensors.bytes;
  if (expected === BigInt(fileSize)) return null;
  return {
    code: expected > fileSize ? "incomplete_file" : "trailing_data",
    detail: `expected ${expected} bytes, found ${fileSize}`,
  };
}
