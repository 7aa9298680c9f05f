/**
 * Standard output and standard error: the only place that prints.
 *
 * @module
 */

/** Goal of text. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; Infinity for anything else. */
  readonly columns: number;
  /** Adds text; it may wait for `flush`. */
  write(text: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** Stream that bytes are written to at once. */
export interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

interface Terminal extends SyncWriter {
  isTerminal(): boolean;
}

const BUFFERED_CHARACTERS = 1 << 15;
const encoder = new TextEncoder();

const NAP_MS = 1;
const alarm = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a step of reading or writing: whoever started us may have given us a pipe that does not wait by itself. */
export function whenPossible<T>(step: () => T): T {
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
 * An output that gathers small pieces into large writes.
 *
 * @param stream `Deno.stdout`, `Deno.stderr` or a file.
 *
 * @example
 * ```ts
 * const output = outputTo(Deno.stdout);
 * output.write("hello\n");
 * output.flush();
 * ```
 */
export function outputTo(stream: Terminal): Output {
  const isTerminal = stream.isTerminal();
  let waiting = "";
  const flush = (): void => {
    const bytes = encoder.encode(waiting);
    waiting = "";
    for (let at = 0; at < bytes.length;) {
      at += whenPossible(() => stream.writeSync(bytes.subarray(at)));
    }
  };
  return {
    isTerminal,
    columns: isTerminal ? Deno.consoleSize().columns : Infinity,
    write: (text) => {
      waiting += text;
      if (waiting.length >= BUFFERED_CHARACTERS) flush();
    },
    flush,
  };
}
