/** Model files with headers that a stranger made, as long as the format allows, and what they may cost. */
import assert from "node:assert/strict";
import { HOSTILE_HEADERS } from "../fixtures/hostile_headers.ts";
import { u64 } from "../fixtures/safetensors.ts";
import type { Workspace } from "../support/workspace.ts";
import { measured } from "./measured.ts";

/** Close to the format's limit of 100,000,000 bytes. */
const SIZE = 99_000_000;
/** Five times the header; values of all that it holds take thirty times. */
const MAX_MIB = 500;
/** Of the processor. */
const MAX_SECONDS = 100;

/**
 * Extracts model files one by one with the heap of a small machine, and asserts the verdict on each.
 *
 * @param names Of the families of headers.
 * @returns What the worst one took.
 */
export async function checkHostileModels(
  space: Workspace,
  names: readonly string[],
): Promise<{ peakMiB: number; seconds: number }> {
  let [worstMiB, worstSeconds] = [0, 0];
  for (const name of names) {
    const { make, status } = HOSTILE_HEADERS[name] ?? assert.fail(name);
    putModel(space, `${name}.safetensors`, new TextEncoder().encode(make(SIZE)));
    const run = await measured("extract", space.database, space.pictures, "--json");
    assert.deepEqual([run.status, run.stderr], [0, ""], name);
    const found = space.value("SELECT header_status FROM model_files WHERE name = ?", name);
    assert.equal(found, status, name);
    assert.ok(run.peakMiB < MAX_MIB, `${name}: ${run.peakMiB} MiB`);
    assert.ok(run.seconds < MAX_SECONDS, `${name}: ${run.seconds} s`);
    worstMiB = Math.max(worstMiB, run.peakMiB);
    worstSeconds = Math.max(worstSeconds, run.seconds);
    space.remove(`${name}.safetensors`);
  }
  return { peakMiB: worstMiB, seconds: worstSeconds };
}

/** In pieces: both together would take twice the memory. */
function putModel(space: Workspace, name: string, header: Uint8Array): void {
  using file = Deno.openSync(space.at(name), { create: true, write: true });
  for (const bytes of [u64(header.length), header]) {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
}
