/**
 * SHA-256 in plain ECMAScript (FIPS 180-4), for engines that bring none.
 *
 * @module
 */

const BLOCK_BYTES = 64;
/** Bytes that a lone surrogate counts as. */
const REPLACEMENT = 0xfffd;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = new Int32Array(64);
/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const INITIAL = new Int32Array(8);
for (let candidate = 2, count = 0; count < 64; candidate++) {
  if (!isPrime(candidate)) continue;
  if (count < 8) INITIAL[count] = fraction(Math.sqrt(candidate));
  K[count++] = fraction(Math.cbrt(candidate));
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

function fraction(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32 | 0;
}

const schedule = new Int32Array(64);

/**
 * The SHA-256 of a text's UTF-8 bytes, or of bytes, in lower-case hexadecimal.
 *
 * @param data Text, in which lone surrogates count as U+FFFD, or bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
 * ```
 */
export function sha256(data: string | Uint8Array): string {
  const { bytes, length } = typeof data === "string" ? encodeUtf8(data) : padded(data);
  const state = INITIAL.slice();
  for (let at = 0; at < length; at += BLOCK_BYTES) compress(state, bytes, at);
  let hex = "";
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, "0");
  return hex;
}

interface PaddedBytes {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** The message with its padding: a 1 bit, zeros, the length in bits as 64 bits. */
function padded(message: Uint8Array): PaddedBytes {
  const bytes = new Uint8Array(paddedLength(message.length));
  bytes.set(message);
  return pad(bytes, message.length);
}

function paddedLength(messageLength: number): number {
  return (messageLength + 8 + BLOCK_BYTES) & -BLOCK_BYTES;
}

function pad(bytes: Uint8Array, messageLength: number): PaddedBytes {
  const length = paddedLength(messageLength);
  bytes[messageLength] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(length - 8, Math.floor(messageLength / 2 ** 29));
  view.setUint32(length - 4, messageLength * 8 % 2 ** 32);
  return { bytes, length };
}

function encodeUtf8(text: string): PaddedBytes {
  const bytes = new Uint8Array(paddedLength(text.length * 3));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | code >> 6;
    } else {
      const next = text.charCodeAt(i + 1);
      const isPair = code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
      if (isPair) {
        i++;
        code = 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
        bytes[at++] = 0xf0 | code >> 18;
        bytes[at++] = 0x80 | code >> 12 & 0x3f;
      } else {
        if (code >= 0xd800 && code < 0xe000) code = REPLACEMENT;
        bytes[at++] = 0xe0 | code >> 12;
      }
      bytes[at++] = 0x80 | code >> 6 & 0x3f;
    }
    bytes[at++] = 0x80 | code & 0x3f;
  }
  return pad(bytes, at);
}

// Reading a typed array gives `number | undefined` to the type checker; `| 0` makes it a 32-bit word.
function compress(state: Int32Array, bytes: Uint8Array, offset: number): void {
  const w = schedule;
  for (let i = 0, at = offset; i < 16; i++, at += 4) {
    w[i] = (bytes[at] as number) << 24 | (bytes[at + 1] as number) << 16 |
      (bytes[at + 2] as number) << 8 |
      (bytes[at + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t1 = (h + s1 + (e & f ^ ~e & g) + (K[i] as number) + (w[i] as number)) | 0;
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t2 = (s0 + (a & b ^ a & c ^ b & c)) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] = ((state[i] as number) + word) | 0);
}
