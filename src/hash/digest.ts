/**
 * All hashes of one file in one read.
 *
 * @module
 */
import { headerLength, LENGTH_BYTES } from "../safetensors/length.ts";
import { timeOf } from "../files/facts.ts";
import { HASH_DIGITS } from "../sql/hashes.ts";

/** Wanted hashes of a file. */
export interface DigestTask {
  readonly path: string;
  /** SHA-256 of the whole file. */
  readonly whole: boolean;
  /** SHA-256 of the bytes after the header; the file must be a safetensors file. */
  readonly tensors: boolean;
  /** The window at 1 MiB. */
  readonly window: boolean;
}

/** Facts that tell whether a file is still the same; plain, so that threads can hand them over. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Time of the last change in milliseconds since 1970. */
  readonly time: number;
  readonly inode: number | null;
}

/** Hashes in lower-case hexadecimal, and what they are of. */
export interface Digests {
  readonly sha256: string | null;
  readonly tensor_sha256: string | null;
  /** First 8 digits; that of nothing for a file of up to 1 MiB. */
  readonly autov1: string | null;
  readonly bytesRead: number;
  /** The file when it was read to its end; null if two threads did not find the same one. */
  readonly state: FileState | null;
}

/** Pages of WebAssembly that are read at once: large enough for the fastest way to copy that processors have. */
const BUFFER_PAGES = 32;
const PAGE_BYTES = 64 * 1024;
/** Interval of progress reports. */
const REPORT_BYTES = 32 * 1024 * 1024;
/** AutoV1: these bytes of the file, as far as it has them. */
const WINDOW = { from: 0x100000, to: 0x110000 } as const;

interface Hasher {
  update(bytes: Uint8Array): void;
  digest(form: "hex"): string;
}

let buffer: Uint8Array | undefined;

/** A buffer that begins with a page of memory: into others the system copies large blocks at half the speed. */
function alignedBuffer(): Uint8Array {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: BUFFER_PAGES, maximum: BUFFER_PAGES });
    return new Uint8Array(buffer);
  } catch {
    // Engines without a compiler have no WebAssembly, and it may find no room for its memory.
    return new Uint8Array(BUFFER_PAGES * PAGE_BYTES);
  }
}

/**
 * Reads a file once, and computes what is wanted.
 *
 * @param told Is called with the bytes read since the last call.
 * @throws Deno's errors.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "hello world");
 * const { sha256 } = digestFile({ path, whole: true, tensors: false, window: false });
 * assert.equal(sha256?.slice(0, 8), "b94d27b9");
 * Deno.removeSync(path);
 * ```
 */
export function digestFile(task: DigestTask, told: (bytes: number) => void = () => {}): Digests {
  using file = Deno.openSync(task.path);
  const digests = digestBytes(file, task, told);
  const info = file.statSync();
  return { ...digests, state: { size: info.size, time: timeOf(info), inode: info.ino } };
}

function digestBytes(
  file: Deno.FsFile,
  wanted: DigestTask,
  told: (bytes: number) => void,
): Omit<Digests, "state"> {
  const { createHash } = globalThis.process.getBuiltinModule("node:crypto");
  const make = (isWanted: boolean): Hasher | null => isWanted ? createHash("sha256") : null;
  const whole = make(wanted.whole);
  const tensors = make(wanted.tensors);
  const window = make(wanted.window);
  /** Offset of the tensors. */
  let start = Infinity;
  let at = 0;
  let untold = 0;
  buffer ??= alignedBuffer();
  for (let n = readFull(file, buffer); n > 0; n = readFull(file, buffer)) {
    const bytes = buffer.subarray(0, n);
    if (at === 0 && n >= LENGTH_BYTES) start = LENGTH_BYTES + Number(headerLength(bytes));
    whole?.update(bytes);
    if (tensors !== null && at + n > start) tensors.update(bytes.subarray(Math.max(0, start - at)));
    if (window !== null && at < WINDOW.to && at + n > WINDOW.from) {
      window.update(bytes.subarray(Math.max(0, WINDOW.from - at), WINDOW.to - at));
    }
    at += n;
    untold += n;
    if (untold >= REPORT_BYTES) {
      told(untold);
      untold = 0;
    }
  }
  told(untold);
  return {
    sha256: whole?.digest("hex") ?? null,
    tensor_sha256: start <= at ? tensors?.digest("hex") ?? null : null,
    autov1: window?.digest("hex").slice(0, HASH_DIGITS.autov1) ?? null,
    bytesRead: at,
  };
}

/** Fills the buffer, unless the file ends. @returns How many bytes were read. */
function readFull(file: Deno.FsFile, into: Uint8Array): number {
  let filled = 0;
  while (filled < into.length) {
    const n = file.readSync(filled === 0 ? into : into.subarray(filled));
    if (n === null) break;
    filled += n;
  }
  return filled;
}
