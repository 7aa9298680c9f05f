/**
 * The tensors of a safetensors header, and whether they fill the file.
 *
 * @module
 */
import { type JsonCursor, RawNumber, RawObject, type RawValue } from "./header_json.ts";
import { DTYPE_BITS, type HeaderCode } from "./safetensors_codes.ts";

/** What is wrong: a code and a few words. */
export interface HeaderFault {
  readonly code: HeaderCode;
  readonly detail: string;
}

/** The bytes of a tensor, counted from the end of the header; bigint beyond 2^53. */
interface TensorSpan {
  readonly name: string;
  readonly begin: number | bigint;
  readonly end: number | bigint;
}

/**
 * An entry as every known writer makes it, with numbers that a double holds exactly. Few dimensions: each is a step back
 * that the engine keeps in mind, and of millions it throws.
 */
const COMPACT =
  /\{"dtype":"([A-Z0-9_]+)","shape":\[((?:(?:0|[1-9]\d{0,14})(?:,(?:0|[1-9]\d{0,14})){0,31})?)\],"data_offsets":\[(0|[1-9]\d{0,14}),(0|[1-9]\d{0,14})\]\}/y;
const WHOLE = /^(?:0|[1-9]\d*)$/;
const MAX_U64 = 2n ** 64n - 1n;
const MAX_U64_DIGITS = 20;
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** Collects the tensors of one header, and the first fault among them. */
export class TensorTable {
  /** The first thing wrong with an entry. */
  fault: HeaderFault | null = null;
  /** A name that has two entries; the last one counts. */
  duplicate: string | null = null;
  private readonly spans = new Map<string, TensorSpan>();

  /** Reads the entry that comes next. */
  read(cursor: JsonCursor, name: string): void {
    if (this.spans.has(name)) this.duplicate ??= name;
    COMPACT.lastIndex = cursor.at;
    const compact = COMPACT.exec(cursor.text);
    if (compact === null) return this.check(name, cursor.value(2));
    const [all, dtype = "", shape = "", begin, end] = compact;
    cursor.at += all.length;
    let elements = 1;
    if (shape !== "") { for (const dimension of shape.split(",")) elements *= Number(dimension); }
    const bits = elements * (DTYPE_BITS.get(dtype) ?? NaN);
    const from = Number(begin);
    const to = Number(end);
    if (bits <= MAX_EXACT && bits === 8 * (to - from)) this.add(name, from, to);
    else this.checkSize(name, dtype, shape.split(",").filter(Boolean), String(begin), String(end));
  }

  private add(name: string, begin: number | bigint, end: number | bigint): void {
    this.spans.set(name, { name, begin, end });
  }

  private note(code: HeaderCode, name: string, detail: string): void {
    this.fault ??= { code, detail: `tensor "${name}": ${detail}` };
  }

  private check(name: string, entry: RawValue): void {
    if (!(entry instanceof RawObject)) return this.note("bad_tensor_entry", name, "no object");
    const dtype = entry.get("dtype");
    const shape = entry.get("shape");
    const offsets = entry.get("data_offsets");
    if (typeof dtype !== "string") return this.note("bad_tensor_entry", name, "no dtype");
    const dimensions = wholeNumbers(shape);
    if (dimensions === null) return this.note("bad_tensor_entry", name, "no shape");
    if (!Array.isArray(offsets) || offsets.length !== 2) {
      return this.note("bad_tensor_entry", name, "data_offsets are no two numbers");
    }
    const [begin, end] = wholeNumbers(offsets) ?? [];
    if (begin === undefined || end === undefined) {
      return this.note("bad_offsets", name, "offsets are no whole numbers");
    }
    this.checkSize(name, dtype, dimensions, begin, end);
  }

  private checkSize(
    name: string,
    dtype: string,
    shape: readonly string[],
    begin: string,
    end: string,
  ): void {
    const from = BigInt(begin);
    const to = BigInt(end);
    if (from > to) return this.note("bad_offsets", name, `[${begin}, ${end}]`);
    this.add(name, exact(from), exact(to));
    const bitsEach = DTYPE_BITS.get(dtype);
    if (bitsEach === undefined) return this.note("unknown_dtype", name, dtype);
    let elements = 1n;
    for (const dimension of shape) {
      elements *= BigInt(dimension);
      if (elements > MAX_U64) return this.note("overflow", name, `shape [${shape.join(", ")}]`);
    }
    const bits = elements * BigInt(bitsEach);
    if (bits > MAX_U64) return this.note("overflow", name, `shape [${shape.join(", ")}]`);
    if (bits % 8n !== 0n) return this.note("subbyte_misaligned", name, `${bits} bits`);
    if (bits / 8n !== to - from) {
      this.note("size_mismatch", name, `${bits / 8n} bytes by its shape, ${to - from} by offsets`);
    }
  }

  /** What is wrong with the places of the tensors; null when they follow each other from 0 on. */
  layoutFault(): HeaderFault | null {
    const spans = [...this.spans.values()];
    // Sorting is rarely needed: most writers list tensors in the order of their bytes.
    if (spans.some(({ begin }, i) => i > 0 && begin < (spans[i - 1]?.end ?? 0))) {
      spans.sort((a, b) => compare(a.begin, b.begin) || compare(a.end, b.end));
    }
    let end: number | bigint = 0;
    for (const span of spans) {
      const detail = `tensor "${span.name}" begins at ${span.begin}, and ${end} bytes come before`;
      if (span.begin > end) return { code: "offset_gap", detail };
      if (span.begin < end) return { code: "offset_overlap", detail };
      end = span.end;
    }
    return null;
  }

  /** How many bytes the tensors take. */
  get bytes(): bigint {
    let end = 0n;
    for (const span of this.spans.values()) if (span.end > end) end = BigInt(span.end);
    return end;
  }
}

/** The digits of a list of whole numbers of 64 bits, or null. */
function wholeNumbers(value: RawValue | undefined): string[] | null {
  if (!Array.isArray(value)) return null;
  const digits: string[] = [];
  for (const item of value as readonly RawValue[]) {
    if (!(item instanceof RawNumber) || !WHOLE.test(item.text)) return null;
    // Many digits are slow to read.
    if (item.text.length > MAX_U64_DIGITS || BigInt(item.text) > MAX_U64) return null;
    digits.push(item.text);
  }
  return digits;
}

function exact(value: bigint): number | bigint {
  return value > BigInt(MAX_EXACT) ? value : Number(value);
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
