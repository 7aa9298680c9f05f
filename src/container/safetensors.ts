/**
 * The header of a safetensors file: its JSON, and whether it is what the format demands.
 *
 * Rules: https://github.com/huggingface/safetensors#format and the reference implementation's checks.
 *
 * @module
 */
import { JsonCursor, JsonFault, RawObject } from "./header_json.ts";
import { type HeaderFault, TensorTable } from "./safetensors_tensors.ts";
import type { HeaderCode } from "./safetensors_codes.ts";
import { headerLength, LENGTH_BYTES } from "./safetensors_length.ts";
import type { ByteSource } from "./source.ts";
import { decodeLatin1 } from "./text.ts";

/** What was found in a header. */
export interface HeaderReading {
  /** `ok`, or what is wrong; `not_safetensors` says behind a colon what the file is. */
  readonly status: HeaderCode | `not_safetensors:${ModelFormat}`;
  /** Details in one line, or null. */
  readonly detail: string | null;
  /** The header's JSON as far as it can be read: all of it, or only its metadata; null when nothing can. */
  readonly json: string | null;
  /** How many bytes were read. */
  readonly bytesRead: number;
}

/** Other formats of model files, by their first bytes. */
export type ModelFormat = "zip" | "pickle" | "gguf";

/** The reference implementation's limit. */
const MAX_HEADER_BYTES = 100_000_000n;
/** Of a longer header only the metadata is kept. */
const MAX_KEPT = 16 * 1024 * 1024;
/** What is read at once: most headers of small files fit. */
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
const METADATA = "__metadata__";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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
 * import { bytesSource } from "./source.ts";
 * const file = new Uint8Array(10);
 * file.set([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);
 * assert.equal(readHeader(bytesSource(file)).status, "ok");
 * assert.equal(readHeader(bytesSource(file.subarray(0, 9))).status, "truncated_header");
 * ```
 */
export function readHeader(source: ByteSource): HeaderReading {
  const start = source.read(0, FIRST_READ);
  const fail = (
    status: HeaderReading["status"],
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
  const text = decode(bytes, isCut);
  if (text === null) return fail("bad_utf8", null, bytesRead);
  const found = readText(text, end, source.size);
  if (!isCut) return { ...found, bytesRead };
  const detail = `expected ${length} bytes, found ${bytes.length}`;
  return { status: "truncated_header", detail, json: found.json, bytesRead };
}

/** A header that is cut off may end within a character. */
function decode(bytes: Uint8Array, isCut: boolean): string | null {
  try {
    return isCut ? new TextDecoder().decode(bytes) : utf8.decode(bytes);
  } catch {
    return null;
  }
}

type TextReading = Omit<HeaderReading, "bytesRead">;

/** @param end Where the tensors begin in the file. */
function readText(text: string, end: number, fileSize: number): TextReading {
  const cursor = new JsonCursor(text);
  const parts = new HeaderParts(cursor);
  try {
    const first = cursor.peek();
    if (first !== "{") {
      cursor.value();
      return { status: "not_object", detail: null, json: null };
    }
    cursor.at++;
    cursor.entries((key) => parts.read(key));
    const jsonEnd = cursor.at;
    const isPadded = padding(cursor);
    const fault = parts.fault ?? sizeFault(parts.tensors, end, fileSize);
    if (fault !== null && isPadded && fault.code === "incomplete_file") cursor.fail(TRAILING);
    const json = jsonEnd > MAX_KEPT ? parts.metadataJson : text.slice(0, jsonEnd);
    if (fault !== null) return { status: fault.code, detail: fault.detail, json };
    if (isPadded) return { status: "nul_padding", detail: null, json };
    const { warning, tensors: { duplicate } } = parts;
    if (warning !== null) return { status: "metadata_not_string", detail: warning, json };
    const detail = duplicate === null ? null : `tensor "${duplicate}" has two entries`;
    return { status: "ok", detail, json };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const at = LENGTH_BYTES + new TextEncoder().encode(text.slice(0, error.at)).length;
    const { code, message } = error;
    return { status: code, detail: `${message} at byte ${at}`, json: parts.metadataJson };
  }
}

const TRAILING = "something stands behind the JSON";

/** Reads what follows the JSON. @returns Whether there are zero bytes. */
function padding(cursor: JsonCursor): boolean {
  if (cursor.peek() === "") return false;
  if (/^[\0 \t\r\n]*$/.test(cursor.text.slice(cursor.at))) return true;
  return cursor.fail(TRAILING);
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

/** The entries of a header while they are read. */
class HeaderParts {
  readonly tensors = new TensorTable();
  /** A metadata key whose value is no text. */
  warning: string | null = null;
  private metadataFault: HeaderFault | null = null;
  private metadata: string | null = null;

  constructor(private readonly cursor: JsonCursor) {}

  /** The first thing wrong with an entry; whether they fit together is not known yet. */
  get fault(): HeaderFault | null {
    return this.metadataFault ?? this.tensors.fault;
  }

  /** The metadata alone, as a header without tensors; null without metadata. */
  get metadataJson(): string | null {
    return this.metadata === null ? null : `{"${METADATA}":${this.metadata}}`;
  }

  read(key: string): void {
    const { cursor } = this;
    if (key !== METADATA) return this.tensors.read(cursor, key);
    if (this.metadata !== null) {
      this.metadataFault ??= { code: "duplicate_metadata", detail: "the last one is kept" };
    }
    cursor.peek();
    const start = cursor.at;
    const value = cursor.value(2);
    this.metadata = cursor.text.slice(start, cursor.at);
    if (value === null) return;
    if (!(value instanceof RawObject)) {
      this.metadataFault ??= { code: "bad_metadata", detail: "it is no object" };
      return;
    }
    const odd = value.entries.find(([, item]) => typeof item !== "string");
    if (odd !== undefined) this.warning ??= `"${odd[0]}"`;
  }
}
