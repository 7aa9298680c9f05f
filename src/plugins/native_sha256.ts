/**
 * SHA-256 by the runtime.
 *
 * @module
 */
type OneShotHash = typeof import("node:crypto").hash;

let oneShot: OneShotHash | undefined;

/**
 * The SHA-256 of UTF-8 text or of bytes, in lower-case hexadecimal.
 *
 * node:crypto, and the global `process`, are loaded at the first call, since they add to the start-up of every command.
 * The one-shot form leaves no object behind for the collector.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(nativeSha256("abc").slice(0, 8), "ba7816bf");
 * ```
 */
export function nativeSha256(data: string | Uint8Array): string {
  oneShot ??= globalThis.process.getBuiltinModule("node:crypto").hash;
  return oneShot("sha256", data, "hex");
}
