/** Real texts of pictures with values that were worked out by hand: the pictures built anew, and records compared. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { listResources } from "../../src/generators/resources.ts";
import type { SdRecord } from "../../src/record/record.ts";
import { listUsages } from "../../src/record/record_usages.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { exifSegment, jpeg } from "../fixtures/jpeg.ts";
import { iTXt, png, tEXt } from "../fixtures/png.ts";
import { tiff, type TiffEntry, TYPE, unicodeComment, userCommentEntry } from "../fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../fixtures/webp.ts";
import { SHARED } from "./data.ts";

/** A text and its place. */
export interface PlacedText {
  readonly key: string;
  readonly source: string;
  readonly text: string;
}

type Cell = string | number | null;

/** A LoRA as it is expected. */
interface ExpectedLora {
  readonly name: string;
  readonly weight: number;
  readonly clip_weight?: number;
}

/** A picture: its texts, and the values in them; a value that is absent is not judged. */
export interface RealCase {
  readonly name: string;
  readonly generator: string;
  readonly container: string;
  readonly texts: readonly PlacedText[];
  readonly expected: Readonly<Record<string, unknown>>;
}

/** The cases of some generators; none where the collection is absent. */
export function realCases(isWanted: (one: RealCase) => boolean): RealCase[] {
  const folder = `${SHARED}/generators`;
  if (!existsSync(folder)) {
    // deno-lint-ignore no-console
    console.warn(`skipped: no ${folder} (set SQLITE_SD_DATA)`);
    return [];
  }
  return readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((file) => ({
    ...JSON.parse(Deno.readTextFileSync(`${folder}/${file}`)) as Omit<RealCase, "name">,
    name: file.slice(0, -".json".length),
  })).filter(isWanted);
}

const TAGS: Readonly<Record<string, number>> = {
  ImageDescription: 0x010e,
  Make: 0x010f,
  Model: 0x0110,
  Software: 0x0131,
  MakerNote: 0x927c,
};

/** The picture that holds the texts of a case where it says; null for a case that is a file of JSON. */
export function pictureOf({ container, texts }: RealCase): Uint8Array | null {
  if (container === "png") {
    return png({
      before: texts.map(({ key, source, text }) =>
        source === "iTXt" ? iTXt(key, text) : tEXt(key, utf8(text))
      ),
    });
  }
  if (container === "json") return null;
  const block = tiff("II", texts.map(entryOf));
  return container === "webp"
    ? webp([riffChunk("EXIF", block)], [vp8x(FLAG.exif)])
    : jpeg([exifSegment(block)]);
}

function entryOf({ key, source, text }: PlacedText): TiffEntry {
  const ifd = source.endsWith("IFD0") ? "0" : "exif";
  if (key === "UserComment") return userCommentEntry(unicodeComment(text, "little"), { ifd });
  return { ifd, tag: TAGS[key] ?? 0, type: TYPE.ascii, value: utf8(`${text}\0`) };
}

/** The file's name without folders and ending, which is how models are compared. */
export function stem(name: unknown): unknown {
  if (typeof name !== "string") return name ?? null;
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  return file.replace(/\.(?:safetensors|ckpt|gguf|sft|pth?|bin)$/i, "");
}

const FIELDS: Readonly<Record<string, (record: SdRecord) => unknown>> = {
  model: ({ model_name }) => stem(model_name),
  model_hash: ({ model_hash_full }) => model_hash_full,
  steps: ({ steps }) => steps,
  sampler: ({ sampler }) => sampler,
  scheduler: ({ scheduler }) => scheduler,
  cfg: ({ cfg_scale }) => cfg_scale,
  seed: ({ seed }) => seed,
  width: ({ width }) => width,
  height: ({ height }) => height,
  vae: ({ vae }) => stem(vae),
  clip_skip: ({ clip_skip }) => clip_skip,
  denoise: ({ denoising_strength }) => denoising_strength,
  refiner_model: ({ refiner_model }) => stem(refiner_model),
  refiner_switch_at: ({ refiner_switch_at }) => refiner_switch_at,
  hires_steps: ({ hires_steps }) => hires_steps,
  hires_denoise: ({ hires_denoising }) => hires_denoising,
  hires_upscaler: ({ hires_upscaler }) => stem(hires_upscaler),
  hires_width: ({ params }) => params.get("Hires resize")?.split("x")[0],
  hires_height: ({ params }) => params.get("Hires resize")?.split("x")[1],
  hires_model: ({ params }) => stem(params.get("Hires checkpoint")),
  guidance: ({ params }) => params.get("Distilled CFG Scale"),
  positive: ({ raw_positive }) => raw_positive,
  negative: ({ raw_negative }) => raw_negative,
};

const NAMES = ["model", "vae", "refiner_model", "hires_upscaler", "hires_model"];

/** Lists what of a record differs from a case, one line each. */
export function differencesFrom(
  expected: RealCase["expected"],
  record: SdRecord | null,
): string[] {
  if (record === null) {
    return Object.values(expected).every((value) => value === null || Array.isArray(value))
      ? []
      : ["gives no record"];
  }
  const lines: string[] = [];
  for (const [name, wanted] of Object.entries(expected)) {
    if (name === "loras") lines.push(...loraDifferences(wanted as ExpectedLora[], record));
    else if (name === "resources") lines.push(...missing(wanted as Cell[][], record));
    else {
      const read = FIELDS[name];
      assert.ok(read !== undefined, `no field for "${name}"`);
      const [found, right] = [comparable(name, read(record)), comparable(name, wanted)];
      if (!isSame(found, right)) {
        lines.push(`${name} is ${JSON.stringify(found)}, not ${JSON.stringify(right)}`);
      }
    }
  }
  return lines;
}

function comparable(name: string, value: unknown): Cell {
  if (name === "positive" || name === "negative") {
    const texts = Array.isArray(value) ? value.map((one) => String(one).trim()) : [value ?? ""];
    return texts.join("\n").replace(/\r\n?/g, "\n").trim();
  }
  if (value === null || value === undefined) return null;
  return String(NAMES.includes(name) ? stem(value) : value);
}

function isSame(found: Cell, wanted: Cell): boolean {
  if (found === wanted) return true;
  if (found === null || wanted === null || found === "" || wanted === "") return false;
  return Math.abs(Number(found) - Number(wanted)) < 1e-6 && String(wanted).length < 17;
}

function loraDifferences(wanted: readonly ExpectedLora[], record: SdRecord): string[] {
  const found = listUsages(record).usages.map(({ raw_name, weight, te_weight }) => [
    stem(raw_name),
    weight,
    te_weight ?? weight,
  ]);
  const right = wanted.map(({ name, weight, clip_weight }, i) => [
    stem(name),
    weight,
    clip_weight ?? found[i]?.[2],
  ]);
  const [a, b] = [JSON.stringify(found), JSON.stringify(right)];
  return a === b ? [] : [`loras are ${a}, not ${b}`];
}

function missing(wanted: readonly (readonly Cell[])[], record: SdRecord): string[] {
  const found = listResources(record);
  return wanted.filter(([type, name, weight]) =>
    !found.some((one) =>
      one.type.startsWith(String(type)) && stem(one.name) === stem(name) &&
      (weight === undefined || one.weight === weight)
    )
  ).map((one) => `no resource ${JSON.stringify(one)}`);
}
