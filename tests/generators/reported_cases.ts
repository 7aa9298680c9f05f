/**
 * Cases of the shared collection: real pictures' texts (`generators/`), and shapes that public reports tell of (`reports/`).
 * Each runner lists what differs, one line each.
 */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { gather, wantedKeys } from "../../src/generators/gather.ts";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { modelStem } from "../../src/record/model_names.ts";
import type { SdRecord } from "../../src/record/record.ts";
import { listUsages } from "../../src/record/record_usages.ts";
import { readTags } from "../../src/record/tags.ts";
import { normaliseText } from "../../src/record/text.ts";
import { columnsOf } from "../support/columns.ts";
import { readExact, SHARED } from "../support/data.ts";
import { inWorkspace, type Row, type Workspace } from "../support/workspace.ts";

/** The texts of one picture, with what must come out. */
export interface PictureCase {
  readonly name: string;
  readonly generator: string;
  readonly texts: readonly { readonly key: string; readonly text: string }[];
  readonly expected: Readonly<Record<string, unknown>>;
}

/** What a report expects: `rec` columns, `res_any` members of some resource, `loras` name, weight and hash. */
interface Expectations {
  readonly status?: string;
  readonly status_in?: readonly string[];
  readonly rec?: Readonly<Record<string, unknown>>;
  readonly rec_if_ok?: Readonly<Record<string, unknown>>;
  readonly rec_or_null?: Readonly<Record<string, unknown>>;
  readonly res_any?: readonly Readonly<Record<string, unknown>>[];
  readonly no_res?: unknown;
  readonly loras?: readonly (readonly unknown[])[];
  readonly tags?: readonly (readonly [tag: string, weight: unknown])[];
  readonly pos_contains?: string;
  readonly pos_contains_if_ok?: string;
}

/** A shape of a text. */
export interface TextReport {
  readonly id: string;
  readonly text: string;
  readonly expect: Expectations;
}

/** A shape of files. */
export interface FileReport {
  readonly id: string;
  readonly file: string;
  readonly expect: Expectations;
}

/** Whether the collection is there. */
export const HAS_CASES = existsSync(`${SHARED}/generators`) && existsSync(`${SHARED}/reports`);

/** The pictures whose file name a pattern fits, in the order of their names. */
export function pictureCases(names: RegExp): readonly PictureCase[] {
  return [...Deno.readDirSync(`${SHARED}/generators`)].map(({ name }) => name).toSorted()
    .filter((name) => names.test(name))
    .map((name) => JSON.parse(Deno.readTextFileSync(`${SHARED}/generators/${name}`)));
}

/** The texts of reports. */
export function textReports(): readonly TextReport[] {
  return readExact(Deno.readTextFileSync(`${SHARED}/reports/texts.json`));
}

/** The files of reports. */
export function fileReports(): readonly FileReport[] {
  return readExact(Deno.readTextFileSync(`${SHARED}/reports/files.json`));
}

const number = (value: unknown): number => value === null ? NaN : Number(value);
const isNear = (a: unknown, b: unknown): boolean =>
  a === null || b === null ? a === b : Math.abs(number(a) - number(b)) <= 1e-6;
const isSameText = (a: unknown, b: unknown): boolean => a === null ? b === null : a === String(b);
const stem = (name: unknown): unknown => typeof name === "string" ? modelStem(name) : name;
const isSameName = (a: unknown, b: unknown): boolean => stem(a) === stem(b);

/** A prompt of the collection: a list of lines, of which an empty one and none are the same. */
function promptOf(value: unknown): string {
  const lines = Array.isArray(value) ? value : value === null ? [] : [value];
  return normaliseText(lines.join("\n")).trim();
}

function isSamePrompt(found: string, expected: unknown): boolean {
  return normaliseText(found).trim() === promptOf(expected);
}

function areSameLoras(record: SdRecord, expected: unknown): boolean {
  const { usages } = listUsages(record);
  const wanted = expected as readonly Readonly<Record<string, unknown>>[];
  return usages.length === wanted.length && wanted.every(({ name, weight, clip_weight }, i) => {
    const usage = usages[i];
    if (usage === undefined || !isSameName(usage.raw_name, name)) return false;
    const isSameClip = clip_weight === undefined ||
      isNear(usage.te_weight ?? usage.weight, clip_weight);
    return isNear(usage.weight, weight) && isSameClip;
  });
}

/** How the words of the collection read out of a record. */
const WORDS: Readonly<Record<string, (record: SdRecord, value: unknown) => boolean>> = {
  positive: (record, value) => isSamePrompt(record.raw_positive, value),
  negative: (record, value) => isSamePrompt(record.raw_negative, value),
  steps: (record, value) => isSameText(record.steps, value),
  seed: (record, value) => isSameText(record.seed, value),
  width: (record, value) => isSameText(record.width, value),
  height: (record, value) => isSameText(record.height, value),
  clip_skip: (record, value) => isSameText(record.clip_skip, value),
  cfg: (record, value) => isNear(record.cfg_scale, value),
  denoise: (record, value) => isNear(record.denoising_strength, value),
  sampler: (record, value) => record.sampler === value,
  scheduler: (record, value) => record.scheduler === value,
  model: (record, value) => isSameName(record.model_name, value),
  model_hash: (record, value) =>
    record.model_hash_short === value || record.model_hash_full === value,
  vae: (record, value) => isSameName(record.vae, value),
  refiner_model: (record, value) => isSameName(record.refiner_model, value),
  refiner_switch_at: (record, value) => isNear(record.refiner_switch_at, value),
  hires_steps: (record, value) => isSameText(record.hires_steps, value),
  hires_denoise: (record, value) => isNear(record.hires_denoising, value),
  hires_upscaler: (record, value) => isSameName(record.hires_upscaler, value),
  loras: areSameLoras,
};

/** The keys in a container's order of precedence: the collection has them in the order of the file. */
const ORDER: readonly string[] = [
  "parameters",
  "description",
  "comment",
  "software",
  "usercomment",
  "imagedescription",
  "dc:description",
  ...wantedKeys(),
];

/** Lists what differs of a picture. */
export function faultsOfPicture({ texts, expected }: PictureCase): string[] {
  const entries = texts.map(({ key, text }) => ({
    key: key.toLowerCase(),
    source: key,
    read: (): string => text,
  })).filter(({ key }) => ORDER.includes(key))
    .toSorted((a, b) => ORDER.indexOf(a.key) - ORDER.indexOf(b.key));
  const record = parse(gather(entries)?.text ?? "");
  if (record === null) return ["there is no record"];
  return Object.entries(expected).flatMap(([word, value]) => {
    const isAsExpected = WORDS[word];
    if (isAsExpected === undefined) return [`nothing here reads ${word}`];
    return isAsExpected(record, value) ? [] : [`${word} is not ${JSON.stringify(value)}`];
  });
}

/** A record or a row of it, as a report looks at it. */
interface Judged {
  readonly columns: Readonly<Record<string, unknown>>;
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  readonly usages: readonly Readonly<Record<string, unknown>>[];
}

function isValue(found: unknown, expected: unknown): boolean {
  const isNumber = (value: unknown): boolean =>
    typeof value === "number" || typeof value === "bigint";
  if (isNumber(found) && isNumber(expected)) {
    return typeof found === typeof expected ? found === expected : isNear(found, expected);
  }
  return (found ?? null) === expected;
}

function holds(
  object: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(expected).every(([key, value]) => isValue(object[key], value));
}

function differencesOf(
  columns: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>> = {},
): string[] {
  return Object.entries(expected).filter(([key, value]) => !isValue(columns[key], value))
    .map(([key, value]) => `${key} is ${String(columns[key])}, not ${String(value)}`);
}

function differencesOfJudged(expect: Expectations, judged: Judged | null): string[] {
  if (judged === null) {
    const { rec, res_any, loras, pos_contains } = expect;
    const isWanted = [rec, res_any, loras, pos_contains].some((part) => part !== undefined);
    return isWanted ? ["there is no record"] : [];
  }
  const { columns, resources, usages } = judged;
  const lines = [
    ...differencesOf(columns, expect.rec),
    ...differencesOf(columns, expect.rec_or_null),
    ...differencesOf(columns, expect.rec_if_ok),
  ];
  for (const wanted of expect.res_any ?? []) {
    if (!resources.some((resource) => holds(resource, wanted))) {
      lines.push(`no resource is ${Object.values(wanted).join(" ")}`);
    }
  }
  (expect.loras ?? []).forEach(([name, weight, hash], i) => {
    const usage = usages[i];
    const isSame = usage?.lora_name === name && isNear(usage?.weight, weight) &&
      (hash === undefined || usage?.lora_hash === hash);
    if (!isSame) lines.push(`usage ${i} is not ${String(name)}`);
  });
  if (expect.loras !== undefined && usages.length !== expect.loras.length) {
    lines.push(`${usages.length} usages, not ${expect.loras.length}`);
  }
  if (expect.no_res !== undefined && resources.length > 0) lines.push("there are resources");
  const part = expect.pos_contains ?? expect.pos_contains_if_ok ?? "";
  if (!String(columns["raw_positive"]).includes(part)) lines.push(`the prompt has no "${part}"`);
  return lines;
}

/** Lists what differs of a text. */
export function faultsOfText({ text, expect }: TextReport): string[] {
  const record = parse(text);
  const lines = differencesOfJudged(
    expect,
    record === null ? null : {
      columns: columnsOf(record),
      resources: listResources(record).map((resource) => ({ ...resource })),
      usages: listUsages(record).usages.map((usage) => ({ ...usage })),
    },
  );
  if (expect.tags === undefined) return lines;
  const tags = readTags(text);
  expect.tags.forEach(([tag, weight], i) => {
    if (tags[i]?.tag !== tag || !isNear(tags[i]?.weight, weight)) {
      lines.push(`tag ${i} is ${JSON.stringify(tags[i])}, not ${tag}`);
    }
  });
  return lines;
}

/** Copies the files of reports into a workspace, keeping their folders. */
function putFiles(space: Workspace, folder: string, path = ""): void {
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${path}`)) {
    const inner = path === "" ? name : `${path}/${name}`;
    if (isDirectory) putFiles(space, folder, inner);
    else space.put(inner, Deno.readFileSync(`${folder}/${inner}`));
  }
}

/** Scans and extracts the files of all reports, and lists what differs of each. */
export async function faultsOfFiles(): Promise<ReadonlyMap<string, readonly string[]>> {
  const faults = new Map<string, readonly string[]>();
  await inWorkspace(async (space) => {
    putFiles(space, `${SHARED}/reports/files`);
    await space.scanAndExtract();
    const rows = space.sql("SELECT id, status, file_path FROM files");
    for (const { id, file, expect } of fileReports()) {
      const row = rows.find(({ file_path }) =>
        String(file_path).endsWith(file.replace("files/", "/"))
      );
      faults.set(id, row === undefined ? ["there is no row"] : faultsOfRow(space, row, expect));
    }
  })();
  return faults;
}

function faultsOfRow(space: Workspace, { id, status }: Row, expect: Expectations): string[] {
  const statuses = expect.status === undefined ? expect.status_in ?? [] : [expect.status];
  if (!statuses.includes(String(status))) return [`status is ${String(status)}`];
  const all = (table: string): Row[] =>
    space.sql(`SELECT * FROM ${table} WHERE file_id = ? ORDER BY rowid`, id as bigint);
  const [columns] = all("models");
  return differencesOfJudged(
    expect,
    columns === undefined ? null : {
      columns,
      resources: all("image_resources"),
      usages: all("lora_usages"),
    },
  );
}

/** The name of a picture in the collection, for messages. */
export function shortName({ name }: PictureCase): string {
  return basename(name, ".json");
}
