/** Stamps of today's readers, derived from the formats, the generators and their keys: `deno task stamps` writes them. */
import { createHash } from "node:crypto";
import type { Stamps } from "../../src/files/stamps.ts";
import { wantedKeys } from "../../src/generators/gather.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { IMAGE_FORMATS } from "../../src/image/formats.ts";
import { MODEL_READER_VERSION } from "../../src/safetensors/model_file.ts";

/** A format of pictures, as far as it matters here. */
export interface VersionedFormat {
  /** The container. */
  readonly name: string;
  /** Raised when the format is read differently. */
  readonly version: number;
}

const FILE = new URL("../../src/scan/read/stamps.json", import.meta.url);
const HASH_DIGITS = 8;

function hashOf(words: readonly string[]): string {
  return createHash("sha256").update(words.join("\n")).digest("hex").slice(0, HASH_DIGITS);
}

/** Derives the stamps: a new version, a new format, another key or another generator gives new ones to the files that it concerns. */
export function stampsOf(
  formats: readonly VersionedFormat[],
  modelVersion: number,
  /** Keys that generators want, and their names: a new one may recognise what nobody did before. */
  wants: readonly string[],
): Stamps {
  const wanted = [...new Set(wants)].sort();
  const ofFormats = formats.map(({ name, version }) => [
    name,
    `${name} ${version} ${hashOf(wanted)}`,
  ]);
  const all = ofFormats.map(([, stamp = ""]) => stamp).sort();
  return {
    ...Object.fromEntries(ofFormats),
    image: `image ${hashOf(all)}`,
    model: `model ${modelVersion}`,
  };
}

/** Derives the stamps of today's readers. */
export function stampsOfToday(): Stamps {
  const names = GENERATORS.map(({ name }) => `generator ${name}`);
  return stampsOf(IMAGE_FORMATS, MODEL_READER_VERSION, [...wantedKeys(), ...names]);
}

if (import.meta.main) {
  Deno.writeTextFileSync(FILE, `${JSON.stringify(stampsOfToday(), null, 2)}\n`);
}
