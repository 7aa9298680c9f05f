/**
 * The metadata of a safetensors header: whether it is what the format demands, and how much of it is kept.
 *
 * Source: https://github.com/huggingface/safetensors#format.
 *
 * @module
 */
import { BYTE, type JsonCursor, shownName } from "./header_json.ts";
import type { HeaderFault } from "./tensors.ts";
import { decodeUtf8 } from "../bytes/text.ts";

/** The key of a header's metadata. */
export const METADATA = "__metadata__";

/** Most that is kept of a header: the longest metadata block of an image, the largest JSON document. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_VALUES = 500_000;

/** Whether a piece of a header is kept as it is. */
export function isKept(bytes: number, values: number): boolean {
  return bytes <= MAX_BYTES && values <= MAX_VALUES;
}

const METADATA_DEPTH = 2;
const VALUE_DEPTH = 3;
const NULL = "n".charCodeAt(0);

/** Kept part of the metadata. */
export interface KeptMetadata {
  /** A header without tensors; null without metadata. */
  readonly json: string | null;
  /** Note of what is left out, in a few words; null when nothing is. */
  readonly loss: string | null;
}

/** Place of a piece of the header, and the number of its values. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly values: number;
}

/** Reads the metadata of one header. */
export class MetadataReader {
  /** Fault that makes the header invalid. */
  fault: HeaderFault | null = null;
  /** A metadata key whose value is no text, as it is shown. */
  warning: string | null = null;
  private whole: Piece | null = null;
  /** The entries, each with the comma in front of it; none of an object too many. */
  private entries: Piece[] = [];

  constructor(private readonly cursor: JsonCursor) {}

  /** Reads the metadata that comes next. Of several the last one is kept. */
  read(): void {
    const { cursor } = this;
    if (this.whole !== null) {
      this.fault ??= { code: "duplicate_metadata", detail: "the last one is kept" };
    }
    const first = cursor.peek();
    const { at: from, values } = cursor;
    let entries: Piece[] = [];
    if (cursor.next(BYTE.openBrace)) {
      cursor.values += 2;
      entries = this.readEntries();
    } else {
      cursor.skip(METADATA_DEPTH);
      if (first !== NULL) this.fault ??= { code: "bad_metadata", detail: "it is no object" };
    }
    // Of one that breaks off nothing is kept, and the one before it stays.
    this.whole = { from, to: cursor.at, values: cursor.values - values };
    this.entries = entries;
  }

  private readEntries(): Piece[] {
    const { cursor } = this;
    const entries: Piece[] = [];
    let { at: from, values } = cursor;
    cursor.entries((key) => {
      if (cursor.text(VALUE_DEPTH) === null) this.warning ??= `"${shownName(cursor.nameOf(key))}"`;
      if (entries.length < MAX_VALUES) {
        entries.push({ from, to: cursor.at, values: cursor.values - values });
      }
      ({ at: from, values } = cursor);
    });
    return entries;
  }

  /** Selects what is kept: all of it, or what is left without the largest values. */
  kept(): KeptMetadata {
    const { whole, cursor: { bytes } } = this;
    if (whole === null) return { json: null, loss: null };
    const length = whole.to - whole.from;
    if (isKept(length, whole.values)) return { json: asHeader(text(bytes, whole)), loss: null };
    const small = smallest(this.entries);
    const loss = `of ${length} bytes of metadata ${small.length} entries are kept`;
    return { json: asHeader(`{${joined(bytes, small)}}`), loss };
  }
}

function text(bytes: Uint8Array, { from, to }: Piece): string {
  return decodeUtf8(bytes.subarray(from, to));
}

function asHeader(metadata: string): string {
  return `{"${METADATA}":${metadata}}`;
}

/** As many pieces as can be kept together, in their order. */
function smallest(pieces: readonly Piece[]): Piece[] {
  // The braces of the object, which counts as two values.
  let bytes = 2;
  let values = 2;
  return [...pieces]
    .sort((a, b) => a.to - a.from - (b.to - b.from))
    .filter((piece) => {
      const length = piece.to - piece.from;
      if (!isKept(bytes + length, values + piece.values)) return false;
      bytes += length;
      values += piece.values;
      return true;
    })
    .sort((a, b) => a.from - b.from);
}

/** The text of entries, with what stands between neighbours; decoding each alone would take long. */
function joined(bytes: Uint8Array, entries: readonly Piece[]): string {
  const runs: Piece[] = [];
  for (const entry of entries) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last.to === entry.from) {
      runs[runs.length - 1] = { ...last, to: entry.to };
    } else runs.push(entry);
  }
  return runs.map((run) => text(bytes, run).replace(/^[ \t\r\n]*,/, "")).join(",");
}
