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
  const [a = 0, b = 0] = [bytes[offset], bytes[offset + 1]];
  const [c = 0, d = 0] = [bytes[offset + 2], bytes[offset + 3]];
  return String.fromCharCode(a, b, c, d);
}
