/** Files that real encoders make now, with an infotext in them. Encoders are those of a Python: see `encoders.py`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { readImage } from "../../src/scan/read/image_file.ts";
import { JUDGE } from "../fixtures/reading.ts";

/** A Python that has Pillow, pillow_heif, pillow_jxl and PyAV, or some of them. */
const PYTHON = Deno.env.get("SQLITE_SD_ENCODERS") ?? "python3";
const SCRIPT = fileURLToPath(new URL("encoders.py", import.meta.url));
const TEXT =
  "hérons, 鷺 🌊\nNegative prompt: haze\nSteps: 20, Sampler: Euler a, Seed: 7, Size: 64x32";

/** A line that the script prints. */
type Line = { readonly file: string; readonly source: string } | {
  readonly missing: string;
  readonly reason: string;
};

function skipped(what: string): void {
  // deno-lint-ignore no-console
  console.warn(`skipped: ${what} (set SQLITE_SD_ENCODERS to a python with the encoders)`);
}

Deno.test("what real encoders write is read back", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const { error, status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, folder], {
      input: TEXT,
      encoding: "utf8",
    });
    if (error !== undefined) return skipped(`there is no ${PYTHON}`);
    assert.equal(status, 0, stderr);
    const lines = stdout.trim().split("\n").map((line): Line => JSON.parse(line));
    for (const line of lines) {
      if ("missing" in line) {
        skipped(`${line.missing}: ${line.reason}`);
        continue;
      }
      const reading = readImage(`${folder}/${line.file}`, JUDGE);
      const { text, source, damage, width, height } = reading;
      assert.deepEqual([text, source, damage], [TEXT, line.source, null], line.file);
      assert.equal(Number(width) / Number(height), line.file === "big.avif" ? 4 / 3 : 2, line.file);
    }
    assert.ok(lines.length > 0);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
