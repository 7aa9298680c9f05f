/**
 * Contexts of literals (https://www.rfc-editor.org/rfc/rfc7932, 7.1).
 *
 * @module
 */

/** Context of the last byte of UTF-8 text, from U+0020 to U+007F. */
// deno-fmt-ignore
const PRINTABLE = [
  8, 12, 16, 12, 12, 20, 12, 16, 24, 28, 12, 12, 32, 12, 36, 12, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 32, 32, 24, 40, 28, 12,
  12, 48, 52, 52, 52, 48, 52, 52, 52, 48, 52, 52, 52, 52, 52, 48, 52, 52, 52, 52, 52, 48, 52, 52, 52, 52, 52, 24, 12, 28, 12, 12,
  12, 56, 60, 60, 60, 56, 60, 60, 60, 56, 60, 60, 60, 60, 60, 56, 60, 60, 60, 60, 60, 56, 60, 60, 60, 60, 60, 24, 12, 28, 12, 0,
];

const LAST = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0xc0) return 2 + (byte & 1);
  if (byte >= 0x80) return byte & 1;
  if (byte >= 0x20) return PRINTABLE[byte - 0x20] ?? 0;
  return byte === 9 || byte === 10 || byte === 13 ? 4 : 0;
});

const BEFORE = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte <= 0x20 || (byte >= 0x7f && byte < 0xe0)) return 0;
  if (byte >= 0xe0) return 2;
  if (byte >= 0x61 && byte <= 0x7a) return 3;
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) ? 2 : 1;
});

const SIGNED = Uint8Array.from(
  { length: 256 },
  (_, byte) => [1, 16, 64, 128, 192, 240, 255].filter((limit) => byte >= limit).length,
);

/** Works out the context of a literal from the last byte and the one before it, by its mode. */
export function literalContext(mode: number, last: number, before: number): number {
  if (mode === 0) return last & 0x3f;
  if (mode === 1) return last >> 2;
  if (mode === 2) return (LAST[last] ?? 0) | (BEFORE[before] ?? 0);
  return (SIGNED[last] ?? 0) << 3 | (SIGNED[before] ?? 0);
}
