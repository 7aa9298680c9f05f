/**
 * Standard input and output as bytes.
 *
 * @module
 */
import type { ByteStream } from "../stream/intake.ts";
import type { ByteSink } from "../stream/row_writer.ts";
import { escapeControls } from "./escape.ts";
import type { Output, SyncWriter } from "./output.ts";

interface SyncReader {
  readSync(buffer: Uint8Array): number | null;
}

const NAP_MS = 1;
const alarm = new Int32Array(new SharedArrayBuffer(4));

/** Whoever started us may have given us a pipe that does not wait by itself. */
function waiting<T>(step: () => T): T {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(alarm, 0, 0, NAP_MS);
    }
  }
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
  return { read: (buffer) => waiting(() => stream.readSync(buffer)) };
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
        at += waiting(() => stream.writeSync(bytes.subarray(at)));
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
