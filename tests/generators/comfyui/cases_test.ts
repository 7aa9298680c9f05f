import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { apiGraph } from "../../../src/generators/comfyui/api.ts";
import { readGraph } from "../../../src/generators/comfyui/read.ts";
import { buildRecord, type Findings } from "../../../src/record/build.ts";
import { entriesOf, memberOf, readJson } from "../../../src/record/json.ts";
import type { SdRecord } from "../../../src/record/record.ts";
import { SHARED } from "../../support/data.ts";

interface SharedPicture {
  readonly name: string;
  readonly generator: string;
  readonly texts: readonly { readonly key: string; readonly text: string }[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const FOLDER = `${SHARED}/generators`;
const ignore = !existsSync(FOLDER);
// deno-lint-ignore no-console
if (ignore) console.warn(`skipped: no ${FOLDER} (set SQLITE_SD_DATA): ComfyUI's real graphs`);

/** The API graph of a picture, wherever it stands; undefined where there is none. */
function graphText({ texts }: SharedPicture): string | undefined {
  for (const { text } of texts) {
    const from = text.indexOf("{");
    const json = from < 0 ? undefined : text.slice(from);
    const value = json === undefined ? undefined : readJson(json.replace(/\0+$/, ""));
    const inner = memberOf(value, "prompt") ?? value;
    if (entriesOf(inner).some(([, node]) => memberOf(node, "class_type") !== undefined)) {
      return inner === value ? json : JSON.stringify(JSON.parse(json ?? "").prompt);
    }
  }
  return undefined;
}

const stem = (name: unknown): string | null =>
  name === null || name === undefined ? null : String(name).replace(/^.*[/\\]/, "")
    .replace(/\.(?:safetensors|ckpt|gguf|sft|pt|pth|bin)$/i, "");

const joined = (value: unknown): string =>
  (value === null ? [] : value as readonly string[]).join("\n").replace(/\r\n?/g, "\n").trim();

const isNear = (value: number | null, expected: unknown): boolean =>
  value === null || expected === null
    ? value === expected
    : Math.abs(value - Number(expected)) < 1e-6;

const integer = (value: unknown): string | null => value === null ? null : String(value);

interface ExpectedLora {
  readonly name: string;
  readonly weight: number;
  readonly clip_weight?: number;
}

type Check = (record: SdRecord, value: unknown, findings: Findings) => boolean;

/** How the shared expectations read out of a record, by their own words. */
const EXPECTED: Readonly<Record<string, Check>> = {
  positive: (record, value) => record.raw_positive === joined(value),
  negative: (record, value) => record.raw_negative === joined(value),
  model: (record, value) => record.model_name === stem(value),
  seed: (record, value) => record.seed_text === value,
  steps: (record, value) => record.steps === integer(value),
  cfg: (record, value) => isNear(record.cfg_scale, value),
  sampler: (record, value) => record.sampler === value,
  scheduler: (record, value) => record.scheduler === value,
  width: (record, value) => record.width === integer(value),
  height: (record, value) => record.height === integer(value),
  vae: (record, value) => record.vae === value,
  clip_skip: (record, value) => record.clip_skip === integer(value),
  denoise: (record, value) => isNear(record.denoising_strength, value),
  hires_steps: (record, value) => record.hires_steps === integer(value),
  hires_denoise: (record, value) => isNear(record.hires_denoising, value),
  hires_upscaler: (record, value) => record.hires_upscaler === value,
  hires_width: (record, value) =>
    record.params.get("Hires resize")?.split("x")[0] === String(value),
  hires_height: (record, value) =>
    record.params.get("Hires resize")?.split("x")[1] === String(value),
  hires_model: (record, value) => record.params.get("Hires checkpoint") === value,
  guidance: (record, value) => isNear(Number(record.params.get("Distilled CFG Scale")), value),
  refiner_model: (record, value) => record.refiner_model === stem(value),
  refiner_switch_at: (record, value) => isNear(record.refiner_switch_at, value),
  loras: (_record, value, { loras = [] }) => {
    const expected = value as readonly ExpectedLora[];
    return loras.length === expected.length &&
      expected.every(({ name, weight, clip_weight }, at) => {
        const lora = loras[at];
        return lora?.name === name && isNear(lora.weight, weight) &&
          (clip_weight === undefined || isNear(lora.te_weight ?? lora.weight, clip_weight));
      });
  },
  resources: (_record, value, { resources = [] }) =>
    (value as readonly (readonly [string, string, number?])[]).every(([type, name, weight]) =>
      resources.some((one) =>
        one.type.startsWith(type) && stem(one.name) === stem(name) &&
        (weight === undefined || isNear(one.weight ?? null, weight))
      )
    ),
};

/** Lists what of a picture's graph is not as expected. */
function faults({ expected, texts }: SharedPicture, text: string): string[] {
  const graph = apiGraph(readJson(text) ?? null);
  const findings = graph === null ? null : readGraph(graph);
  if (findings === null) {
    return Object.values(expected).every((value) => value === null || String(value) === "")
      ? []
      : ["gives nothing"];
  }
  const record = buildRecord(findings, "comfyui");
  // An infotext beside a graph wins: the sampler that is expected of the picture is its own.
  const isAlone = texts.every(({ key }) => key !== "parameters");
  return Object.entries(expected).flatMap(([word, value]) => {
    if (word === "sampler" && !isAlone) return [];
    const check = EXPECTED[word];
    if (check === undefined) return [`nothing here reads ${word}`];
    return check(record, value, findings) ? [] : [`${word} is not ${JSON.stringify(value)}`];
  });
}

Deno.test({
  name: "every API graph of the shared data gives every expected field",
  ignore,
  fn: () => {
    const pictures: SharedPicture[] = [...Deno.readDirSync(FOLDER)]
      .map(({ name }) => JSON.parse(Deno.readTextFileSync(`${FOLDER}/${name}`)));
    const failed: string[] = [];
    let count = 0;
    for (const picture of pictures) {
      const text = picture.generator === "comfyui" ? graphText(picture) : undefined;
      if (text === undefined) continue;
      count++;
      for (const fault of faults(picture, text)) failed.push(`${picture.name}: ${fault}`);
    }
    assert.ok(count > 50);
    assert.deepEqual(failed, []);
  },
});
