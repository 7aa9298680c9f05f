/**
 * Standard input and output as bytes.
 *
 * @module
 */
import type { ByteStream } from "../stream/intake.ts";
import type { ByteSink } from "../stream/row_writer.ts";
import { escapeControls } from "./escape.ts";
import { type Output, type SyncWriter, whenPossible } from "./output.ts";

interface SyncReader {
  readSync(buffer: Uint8Array): number | null;
}

/**
 * A stream to read from, such as `Deno.stdin`.
 *
 * @example
 * ```ts ignore
 * const count = sourceFrom(Deno.stdin).read(new Uint8Array(1000));
 * ```
 */
export function sourceFrom(stream: SyncReader): ByteStream {
  return { read: (buffer) => whenPossible(() => stream.readSync(buffer)) };
}

/**
 * A stream to write to, such as `Deno.stdout`; each write ends when all is taken.
 *
 * @example
 * ```ts
 * sinkTo(Deno.stdout).write(new TextEncoder().encode("a cat\n"));
 * ```
 */
export function sinkTo(stream: SyncWriter): ByteSink {
  return {
    write(bytes): void {
      for (let at = 0; at < bytes.length;) {
        at += whenPossible(() => stream.writeSync(bytes.subarray(at)));
      }
    },
  };
}

/**
 * Writes notes line by line, at once. Notes that nobody takes are lost, and stop nothing.
 *
 * @example
 * ```ts
 * import { outputTo } from "./output.ts";
 * noteTo(outputTo(Deno.stderr))("row 1 gives NULL: it is no JSON");
 * ```
 */
export function noteTo(notes: Output): (text: string) => void {
  return (text) => {
    try {
      notes.write(`sqlite-sd: ${escapeControls(text)}\n`);
      notes.flush();
    } catch (error) {
      const { BrokenPipe, WouldBlock } = Deno.errors;
      if (!(error instanceof BrokenPipe || error instanceof WouldBlock)) throw error;
    }
  };
}
