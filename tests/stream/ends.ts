/** Streams in memory: bytes in, in pieces of a given size, and bytes out. */
import { stream, type StreamOptions } from "../../src/commands/stream.ts";

/** What came out. */
export interface Streamed {
  readonly output: Uint8Array;
  readonly notes: readonly string[];
}

/** Streams bytes that come in pieces of `pieceBytes`. */
export function streamBytes(
  options: StreamOptions,
  input: Uint8Array,
  pieceBytes = input.length,
): Streamed {
  let at = 0;
  const written: number[] = [];
  const notes: string[] = [];
  stream(options, {
    source: {
      read(buffer): number | null {
        const piece = input.subarray(at, at + Math.min(Math.max(pieceBytes, 1), buffer.length));
        buffer.set(piece);
        at += piece.length;
        return piece.length === 0 ? null : piece.length;
      },
    },
    sink: {
      write(bytes): void {
        for (const byte of bytes) written.push(byte);
      },
    },
    note: (text) => notes.push(text),
  });
  return { output: Uint8Array.from(written), notes };
}
