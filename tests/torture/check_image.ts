/** What reading must give for any bytes: a text or none, a reason in one line, within the budget. */
import assert from "node:assert/strict";
import { LIMITS } from "../../src/bytes/budget.ts";
import { readContainer, statusWithoutText } from "../../src/image/read.ts";
import type { ByteSource } from "../../src/bytes/source.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { within } from "../support/patience.ts";

const MAX_MILLISECONDS = 3000;

/** Reads images, as a scan does, and checks what that gives. */
export class ImageChecker {
  /** The longest that one image took, in milliseconds. */
  slowest = 0;
  /** How many images gave a text. */
  texts = 0;

  /**
   * @param image The bytes.
   * @param shrinksTo What is left of the file when its size is known already.
   * @returns The text that was found.
   */
  check(image: Uint8Array, shrinksTo = image.length): string | null {
    const source: ByteSource = {
      size: image.length,
      read: (offset, length) =>
        image.subarray(Math.min(offset, shrinksTo), Math.min(offset + length, shrinksTo)),
    };
    try {
      const { result: reading, milliseconds } = within(
        MAX_MILLISECONDS,
        () => readContainer(source, JUDGE),
      );
      this.slowest = Math.max(this.slowest, milliseconds);
      const { text, source: place, damage, producer, bytesRead } = reading;
      assert.equal(text === null, place === null);
      assert.ok(
        text === null || (text.isWellFormed() && !/[\0\uFEFF]/.test(text) && text.trim() !== ""),
      );
      assert.ok(damage === null || (damage !== "" && !/[\r\n]/.test(damage)));
      assert.ok(bytesRead <= LIMITS.file);
      const status = statusWithoutText(reading);
      const isNamed = producer !== null;
      const expected = isNamed ? "unrecognized" : damage === null ? "no_metadata" : "unreadable";
      assert.equal(status, text === null ? expected : null);
      assert.ok(!isNamed || (text === null && /^\S.{0,99}$/u.test(producer)));
      if (text !== null) this.texts++;
      return text;
    } catch (error) {
      const shown = image.length > 20_000 ? `${image.length} bytes` : image.toBase64();
      throw new Error(
        `The image ${shown} fails: ${error instanceof Error ? error.message : error}`,
        {
          cause: error,
        },
      );
    }
  }
}
