/**
 * The first bytes of a safetensors file: how long its header is.
 *
 * Source: https://github.com/huggingface/safetensors#format.
 *
 * @module
 */

/** Bytes of the length in front of the header, a u64 in little endian. */
export const LENGTH_BYTES = 8;

/** The length of the header, from the first 8 bytes. */
export function headerLength(start: Uint8Array): bigint {
  return new DataView(start.buffer, start.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
}
