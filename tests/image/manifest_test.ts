import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readImage } from "../../src/scan/read/image_file.ts";
import { statusWithoutText } from "../../src/image/read.ts";
import { textsInEnvelope } from "../../src/generators/envelope.ts";
import { Text } from "../../src/record/texts.ts";
import { JUDGE } from "../fixtures/reading.ts";

const FOLDER = `${Deno.env.get("SQLITE_SD_DATA") ?? "../shared/data"}/images`;
const ignore = !existsSync(`${FOLDER}/manifest.json`);

interface ManifestRow {
  readonly file: string;
  readonly container: string | null;
  readonly status: string | readonly string[];
  readonly metadata_source: string | null;
  readonly raw_sha256: string | null;
  readonly settled: boolean;
}

// deno-lint-ignore no-console
if (ignore) console.warn(`skipped: no real images at ${FOLDER} (set SQLITE_SD_DATA)`);

function readManifest(): ManifestRow[] {
  return JSON.parse(Deno.readTextFileSync(`${FOLDER}/manifest.json`));
}

/** The text that is stored, or those in its envelope: the one that counts is among them. */
function textsOf(stored: string | null): string[] {
  const list = textsInEnvelope(new Text("", stored ?? ""));
  if (list === null) return stored === null ? [] : [stored];
  const texts: string[] = [];
  for (let place = 0; list.sourceAt(place) !== undefined; place++) {
    texts.push(list.textAt(place)?.raw ?? "");
  }
  return texts;
}

Deno.test({
  name:
    "every real image gives the container, source, raw text and status that its manifest states",
  ignore,
  fn(): void {
    const rows = readManifest();
    assert.ok(rows.length > 0);
    for (const { file, container, status, metadata_source, raw_sha256, settled } of rows) {
      const reading = readImage(`${FOLDER}/${file}`, JUDGE);
      const statuses = [status].flat();
      // The manifest says nothing of content credentials.
      const own = statusWithoutText({ ...reading, producer: null });
      assert.equal(reading.container, container, file);
      if (own !== null) assert.ok(statuses.includes(own), `${file}: ${own}`);
      else assert.ok(statuses.includes("ok") || statuses.includes("unrecognized"), file);
      if (!settled || (metadata_source === null && statuses.length > 1)) continue;
      assert.equal(reading.source, metadata_source, file);
      const texts = textsOf(reading.text);
      const hashes = texts.map((text) => createHash("sha256").update(text).digest("hex"));
      assert.ok(raw_sha256 === null ? texts.length === 0 : hashes.includes(raw_sha256), file);
    }
  },
});
