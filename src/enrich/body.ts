/**
 * Reading an answer within limits of size and time.
 *
 * @module
 */

/** Why an answer was not read to its end. */
export class BodyError extends Error {
  override readonly name = "BodyError";

  /**
   * @param kind `too_large`, or `cut` when the connection ended or stalled.
   * @param reason One line.
   */
  constructor(readonly kind: "too_large" | "cut", reason: string) {
    super(reason);
  }
}

/**
 * Reads a body that may be compressed, endless, or never go on.
 *
 * @param maxBytes How much of it, unpacked, is read at most.
 * @param timeoutMs How long each piece may take; ten times that is for the whole.
 * @throws {BodyError} If there is more, or it does not come.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  timeoutMs: number,
): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const deadline = performance.now() + 10 * timeoutMs;
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for (;;) {
      const left = Math.min(timeoutMs, deadline - performance.now());
      const { done, value } = await within(reader.read(), left);
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > maxBytes) {
        throw new BodyError("too_large", `the answer is longer than ${maxBytes} bytes`);
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError("cut", "the answer broke off");
  } finally {
    // The rest is not waited for; the promise may never settle.
    reader.cancel().catch(() => {});
  }
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new BodyError("cut", "the answer stalled")),
      Math.max(0, milliseconds),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
