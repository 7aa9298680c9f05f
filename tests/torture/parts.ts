/** The parts that files are made of, by their first bytes, and where each part states its length. */
import { fourCharacters, hasText } from "../../src/bytes/bytes.ts";

/** How the files of a format are cut up. */
interface Form {
  /** Whether a file is of the format. */
  readonly is: (file: Uint8Array) => boolean;
  /** Bytes before the first part. */
  readonly start: number;
  /** The length of the part at a place. */
  readonly lengthAt: (file: Uint8Array, at: number) => number;
  /** Writes a number over the length that a part states. */
  readonly lie: (part: DataView, value: number) => void;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A number at a place; 0 beyond the end. */
function u32At(file: Uint8Array, at: number, isLittle = false): number {
  return at + 4 <= file.length ? viewOf(file).getUint32(at, isLittle) : 0;
}

const PNG: Form = {
  is: (file) => file[0] === 0x89,
  start: 8,
  lengthAt: (file, at) => 12 + u32At(file, at),
  lie: (part, value) => part.setUint32(0, value >>> 0),
};

const WEBP: Form = {
  is: (file) => file[0] === 0x52,
  start: 12,
  lengthAt: (file, at) => {
    const length = u32At(file, at + 4, true);
    return 8 + length + (length & 1);
  },
  lie: (part, value) => part.byteLength >= 8 && part.setUint32(4, value >>> 0, true),
};

const JPEG: Form = {
  is: () => true,
  start: 2,
  lengthAt: (file, at) =>
    at + 4 > file.length || file[at + 1] === 0xda
      ? file.length
      : 2 + viewOf(file).getUint16(at + 2),
  lie: (part, value) => part.setUint16(2, value & 0xffff),
};

/** Boxes that hold boxes, with the bytes before the first one: those inside are parts of their own. */
const NESTING: Readonly<Record<string, number>> = {
  moov: 8,
  trak: 8,
  udta: 8,
  ilst: 8,
  iprp: 8,
  ipco: 8,
  meta: 12,
};

const BOXES: Form = {
  is: (file) => hasText(file, 4, "ftyp") || hasText(file, 4, "JXL "),
  start: 0,
  lengthAt: (file, at) => NESTING[fourCharacters(file, at + 4)] ?? u32At(file, at),
  lie: (part, value) => part.setUint32(0, value >>> 0),
};

function endOfSubBlocks(file: Uint8Array, start: number): number {
  let at = start;
  for (let length = file[at] ?? 0; length > 0; length = file[at] ?? 0) at += 1 + length;
  return at + 1;
}

const GIF: Form = {
  is: (file) => hasText(file, 0, "GIF8"),
  start: 19,
  lengthAt: (file, at) => {
    if (file[at] === 0x21) return endOfSubBlocks(file, at + 2) - at;
    return file[at] === 0x2c ? endOfSubBlocks(file, at + 17) - at : 1;
  },
  lie: (part, value) => part.setUint8(2, value & 0xff),
};

/** Elements that hold elements: segment, tags, tag, simple tag, directory and its entries, by their first two bytes. */
const MASTERS = [0x1853, 0x1254, 0x7373, 0x67c8, 0x114d, 0x4dbb];

function idLength(file: Uint8Array, at: number): number {
  return Math.max(1, Math.clz32(file[at] ?? 0) - 23);
}

const EBML: Form = {
  is: (file) => file[0] === 0x1a,
  start: 0,
  lengthAt: (file, at) => {
    const sizeAt = at + idLength(file, at);
    const sizeLength = idLength(file, sizeAt);
    const header = sizeAt + sizeLength - at;
    if (MASTERS.includes((file[at] ?? 0) * 256 + (file[at + 1] ?? 0))) return header;
    const digits = file.subarray(sizeAt, sizeAt + sizeLength);
    const size = digits.reduce(
      (sum, byte, n) => sum * 256 + (n === 0 ? byte & (0xff >> sizeLength) : byte),
      0,
    );
    return header + size;
  },
  lie: (part, value) => part.setUint32(part.byteLength < 12 ? 0 : 8, value >>> 0),
};

const FORMS: readonly Form[] = [PNG, WEBP, BOXES, GIF, EBML, JPEG];

function formOf(file: Uint8Array): Form {
  return FORMS.find(({ is }) => is(file)) ?? JPEG;
}

/** The parts that a file is made of, its signature first; together they are the file. */
export function partsOf(file: Uint8Array): Uint8Array[] {
  const { start, lengthAt } = formOf(file);
  const parts = [file.subarray(0, start)];
  for (let at = start; at < file.length;) {
    const length = Math.max(1, lengthAt(file, at));
    parts.push(file.subarray(at, at + length));
    at += length;
  }
  return parts;
}

/** Writes a number over the length that a part of a file states; not over that of one too short to state any. */
export function writeLength(file: Uint8Array, part: Uint8Array, value: number): void {
  if (part.length >= 4) formOf(file).lie(viewOf(part), value);
}
