/**
 * The tensors of a safetensors header, and whether they fill the file.
 *
 * Source: https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs.
 *
 * @module
 */
import { BYTE, type JsonCursor, type JsonText, shownName } from "./header_json.ts";
import type { HeaderCode } from "../sql/header_codes.ts";
import { DTYPE_BITS } from "./dtypes.ts";
import { product, readEntry, type TensorEntry, type Whole } from "./entry.ts";

/** Fault: a code and a few words. */
export interface HeaderFault {
  readonly code: HeaderCode;
  readonly detail: string;
}

/** The depth of an entry in the header. */
const ENTRY_DEPTH = 2;

/** Collects the tensors of one header, and the first fault among them. */
export class TensorTable {
  /** The first thing wrong with an entry. */
  fault: HeaderFault | null = null;
  /** A name that has two entries, as it is shown; the last one counts. */
  duplicate: string | null = null;
  /** The place in the lists of the last entry of each name. */
  private readonly places = new Map<string, number>();
  /** The bytes of the tensors, counted from the end of the header. */
  private begins: Whole[] = [];
  private ends: Whole[] = [];
  /** The type of the tensor before: most have the same. */
  private dtype = "";

  constructor(private readonly cursor: JsonCursor) {}

  /** Reads the entry that comes next. */
  read(key: JsonText): void {
    const { cursor } = this;
    // Behind a fault only the syntax counts.
    if (this.fault !== null) return cursor.skip(ENTRY_DEPTH);
    const name = cursor.nameOf(key);
    if (!cursor.next(BYTE.openBrace)) {
      cursor.skip(ENTRY_DEPTH);
      return this.note("bad_tensor_entry", name, "no object");
    }
    cursor.values += 2;
    this.check(name, readEntry(cursor));
  }

  private add(name: string, begin: Whole, end: Whole): void {
    const { size } = this.places;
    this.places.set(name, this.begins.length);
    if (this.places.size === size) this.duplicate ??= shownName(name);
    this.begins.push(begin);
    this.ends.push(end);
  }

  private note(code: HeaderCode, name: string, detail: string): void {
    this.fault ??= { code, detail: `tensor "${shownName(name)}": ${detail}` };
  }

  private check(name: string, { dtype, elements, offsets }: TensorEntry): void {
    if (dtype === null) return this.note("bad_tensor_entry", name, "no dtype");
    if (elements === null) return this.note("bad_tensor_entry", name, "no shape");
    if (offsets === null) {
      return this.note("bad_tensor_entry", name, "data_offsets are no two numbers");
    }
    const [begin, end] = offsets;
    if (begin === null || end === null) {
      return this.note("bad_offsets", name, "offsets are no whole numbers");
    }
    if (begin > end) return this.note("bad_offsets", name, `[${begin}, ${end}]`);
    this.add(name, begin, end);
    if (!this.cursor.is(dtype, this.dtype)) this.dtype = this.cursor.nameOf(dtype);
    const bitsEach = DTYPE_BITS.get(this.dtype);
    if (bitsEach === undefined) return this.note("unknown_dtype", name, shownName(this.dtype));
    const bits = elements === "overflow" ? elements : product(elements, bitsEach);
    if (bits === "overflow") {
      return this.note("overflow", name, "its shape has more than 2^64 bits");
    }
    // Eight times a difference of doubles is exact; bigints would cost as much as all else.
    if (typeof begin === "number" && typeof end === "number" && bits === 8 * (end - begin)) return;
    const size = BigInt(end) - BigInt(begin);
    if (BigInt(bits) === 8n * size) return;
    if (BigInt(bits) % 8n !== 0n) return this.note("subbyte_misaligned", name, `${bits} bits`);
    const expected = BigInt(bits) / 8n;
    this.note("size_mismatch", name, `${expected} bytes by its shape, ${size} by offsets`);
  }

  /** Finds a fault in the places of the tensors; null when they follow each other from 0 on. */
  layoutFault(): HeaderFault | null {
    if (this.duplicate !== null) this.dropReplaced();
    const { begins, ends } = this;
    // Sorting is rarely needed: most writers list tensors in the order of their bytes.
    const order = begins.some((begin, i) => i > 0 && begin < (ends[i - 1] ?? 0))
      ? this.sorted()
      : null;
    let end: Whole = 0;
    for (let i = 0; i < begins.length; i++) {
      const place = order?.[i] ?? i;
      const begin = begins[place] ?? 0;
      if (begin < end || begin > end) return this.misplaced(place, begin, end);
      end = ends[place] ?? 0;
    }
    return null;
  }

  /** Leaves one entry of each name, in the order of the names. */
  private dropReplaced(): void {
    const places = [...this.places.values()];
    this.begins = places.map((place) => this.begins[place] ?? 0);
    this.ends = places.map((place) => this.ends[place] ?? 0);
  }

  private sorted(): Uint32Array {
    const { begins, ends } = this;
    return new Uint32Array(begins.length).map((_, place) => place).sort((a, b) =>
      compare(begins[a] ?? 0, begins[b] ?? 0) || compare(ends[a] ?? 0, ends[b] ?? 0)
    );
  }

  private misplaced(place: number, begin: Whole, end: Whole): HeaderFault {
    let [name, passed] = ["", 0];
    for (name of this.places.keys()) if (passed++ === place) break;
    const detail = `tensor "${shownName(name)}" begins at ${begin}, and ${end} bytes come before`;
    return { code: begin > end ? "offset_gap" : "offset_overlap", detail };
  }

  /** Number of bytes that the tensors take. */
  get bytes(): bigint {
    let end: Whole = 0;
    for (const other of this.ends) if (other > end) end = other;
    return BigInt(end);
  }
}

function compare(a: Whole, b: Whole): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
