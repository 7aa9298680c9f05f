/** Images changed where it hurts: bits, cuts, splices, length fields, the order of their parts. */
import { bytes } from "../fixtures/bytes.ts";
import { partsOf, writeLength } from "./parts.ts";
import type { Random } from "./random.ts";

/** Numbers at the edges of what lengths, counts and offsets can be. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000];
const LARGE_EDGES = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x00ffffff, 0xc0000000];

type Mutation = (image: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

function flipBits(image: Uint8Array, random: Random): Uint8Array {
  for (let count = 1 + random.below(8); count > 0; count--) {
    const at = random.below(image.length);
    image[at] = (image[at] ?? 0) ^ (1 << random.below(8));
  }
  return image;
}

function cut(image: Uint8Array, random: Random): Uint8Array {
  return image.subarray(0, random.below(image.length));
}

function dropRange(image: Uint8Array, random: Random): Uint8Array {
  const [from, to] = random.range(image.length);
  return bytes(image.subarray(0, from), image.subarray(Math.min(to, from + 64)));
}

function splice(image: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  const [from, to] = random.range(other.length);
  const at = random.below(image.length);
  return bytes(image.subarray(0, at), other.subarray(from, to), image.subarray(at));
}

function crossOver(image: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  return bytes(
    image.subarray(0, random.below(image.length)),
    other.subarray(random.below(other.length)),
  );
}

/** Writes a number of an edge, or near the size, over any place: lengths, counts and offsets are among them. */
function writeNumber(image: Uint8Array, random: Random): Uint8Array {
  if (image.length < 4) return image;
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  const at = random.below(Math.min(image.length - 3, random.once(2) ? 512 : image.length));
  const value = random.once(3)
    ? image.length + random.below(5) - 2
    : random.pick([...EDGES, ...LARGE_EDGES]);
  if (random.once(2)) view.setUint16(at, value & 0xffff, random.once(2));
  else view.setUint32(at, value >>> 0, random.once(2));
  return image;
}

/** Writes a number over the length of a part. */
function lieAboutLength(image: Uint8Array, random: Random): Uint8Array {
  const parts = partsOf(image);
  const part = parts[1 + random.below(parts.length - 1)] ?? image;
  const value = random.pick([...EDGES, ...LARGE_EDGES, part.length, part.length - 11]);
  writeLength(image, part, value);
  return image;
}

function reorder(image: Uint8Array, random: Random): Uint8Array {
  const [signature = image, ...parts] = partsOf(image);
  for (let count = 1 + random.below(3); count > 0 && parts.length > 1; count--) {
    const [part] = parts.splice(random.below(parts.length), 1);
    if (part !== undefined && !random.once(4)) {
      parts.splice(random.below(parts.length + 1), 0, part);
    }
  }
  return bytes(signature, ...parts);
}

function repeatPart(image: Uint8Array, random: Random): Uint8Array {
  const parts = partsOf(image);
  const at = 1 + random.below(parts.length - 1);
  const part = parts[at] ?? image;
  const times = random.pick([1, 2, 20, 300]);
  if (part.length * times > 100_000) return image;
  return bytes(...parts.slice(0, at), ...Array<Uint8Array>(times).fill(part), ...parts.slice(at));
}

function takePart(image: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  const parts = partsOf(image);
  const part = random.pick(partsOf(other));
  parts.splice(1 + random.below(parts.length), random.below(2), part);
  return bytes(...parts);
}

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  cut,
  dropRange,
  splice,
  crossOver,
  writeNumber,
  writeNumber,
  lieAboutLength,
  lieAboutLength,
  reorder,
  repeatPart,
  takePart,
];

/** An image of the corpus, changed one to four times. */
export function mutatedImage(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let image: Uint8Array = random.pick(corpus).slice();
  for (let count = 1 + random.below(4); count > 0 && image.length > 0; count--) {
    image = random.pick(MUTATIONS)(image, random, random.pick(corpus)).slice();
  }
  return image;
}
