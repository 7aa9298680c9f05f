/**
 * Small operations on arrays of bytes.
 *
 * @module
 */

/** Joins arrays of bytes; a single one is returned as it is. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tells whether the characters of `text`, each one byte, stand at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Reads the four characters at `offset`, by which PNG and RIFF name their chunks. */
export function fourCharacters(bytes: Uint8Array, offset: number): string {
  const at = (place: number): number => bytes[place] ?? 0;
  return String.fromCharCode(at(offset), at(offset + 1), at(offset + 2), at(offset + 3));
}

/** Reads the number of two bytes at `offset`, the high one first. */
export function uint16At(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) * 0x100 + (bytes[offset + 1] ?? 0);
}

/** Reads the number of four bytes at `offset`, the high one first. */
export function uint32At(bytes: Uint8Array, offset: number): number {
  return uint16At(bytes, offset) * 0x10000 + uint16At(bytes, offset + 2);
}
