import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { fileReader } from "../../src/work/file_reader.ts";
import type { Entry } from "../../src/files/walk.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { jpeg } from "../fixtures/jpeg.ts";
import { SMALL_PICTURE } from "../fixtures/picture.ts";
import { png } from "../fixtures/png.ts";
import { TINY } from "../fixtures/safetensors.ts";
import { webp } from "../fixtures/webp.ts";
import { inWorkspace } from "../support/workspace.ts";

const { width, height } = SMALL_PICTURE;

const FILES: readonly [name: string, kind: Entry["kind"], bytes: Uint8Array, size: unknown[]][] = [
  ["a.png", "image", png(), [width, height]],
  ["a.jpg", "image", jpeg(), [width, height]],
  ["a.webp", "image", webp(), [width, height]],
  ["cut.png", "image", png().subarray(0, 20), [null, null]],
  ["none.png", "image", utf8("no picture"), [null, null]],
  ["a.safetensors", "model", TINY, [null, null]],
];

Deno.test(
  "the reading of a file has the size that a picture's header states",
  inWorkspace((space) => {
    const read = fileReader(SETTINGS);
    for (const [name, kind, bytes, size] of FILES) {
      const path = space.put(name, bytes);
      const { image_width, image_height } = read({ kind, path, sidecars: [] }, bytes.length);
      assert.deepEqual([image_width, image_height], size, name);
    }
  }),
);
