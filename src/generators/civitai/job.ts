/**
 * Jobs of CivitAI's own generator: a graph, with the record of the job beside its nodes, as JSON in a string.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { isJsonObject, type JsonValue, memberOf } from "../../record/json.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import type { Text } from "../../record/texts.ts";
import { readReal } from "../../record/values.ts";
import { JOB_EXTRA, JOB_RECORD } from "../shared/job_record.ts";
import {
  addParams,
  type Column,
  dropRepeats,
  type Fields,
  fieldsOf,
  listOf,
  type Nothings,
  opened,
  promptOf,
  settingsOf,
  textUnder,
} from "../shared/settings.ts";
import { type Air, airsIn } from "./urns.ts";

const NOTHINGS: Nothings = new Set(["none", "undefined", "-1"]);

const COLUMNS: readonly Column[] = [
  ["steps", "steps"],
  ["sampler", "sampler"],
  ["scheduler", "scheduler"],
  ["cfg_scale", "cfgscale"],
  ["seed", "seed"],
  ["clip_skip", "clipskip"],
  ["width", "width"],
  ["height", "height"],
  ["denoising_strength", "denoise", "denoisingstrength"],
];

/** Addresses that are signed let anybody fetch a picture. */
const SIGNATURE = /(https?:\/\/[^\s"?]+)\?[^\s"]*/g;

/** The record of a job. */
function recordOf(json: JsonValue | undefined): JsonValue | undefined {
  const record = opened(memberOf(json, JOB_RECORD));
  return isJsonObject(record) ? record : undefined;
}

/** Reads the record of a job, and the models that the whole document names. */
export function readJob({ json, normal }: Text): Findings {
  const record = recordOf(json);
  const settings = settingsOf(record);
  const airs = airsIn(normal);
  const positive = promptOf(settings.get("prompt"));
  const negative = promptOf(settings.get("negativeprompt"));
  const params = new Map<string, string>();
  addParams(params, record);
  dropRepeats(params, ["prompt", "negativeprompt"], positive, negative);
  for (const [key, value] of params) params.set(key, value.replace(SIGNATURE, "$1"));
  const fields = { ...fieldsOf(settings, COLUMNS, NOTHINGS), ...checkpointOf(airs) };
  return { positive, negative, params, fields, ...modelsOf(settings.get("resources"), airs) };
}

/** The checkpoint's name, where only one is named. */
function checkpointOf(airs: ReadonlyMap<string, Air>): Fields {
  const [first, second] = [...airs.values()].filter(({ type }) => type === "checkpoint");
  return first === undefined || second !== undefined ? {} : { model_name: first.urn };
}

/** The models of a job: LoRAs with their strengths, the others by their versions. */
function modelsOf(
  list: JsonValue | undefined,
  airs: ReadonlyMap<string, Air>,
): Required<Pick<Findings, "loras" | "resources">> {
  const loras: AppliedLora[] = [];
  const resources: NamedResource[] = [];
  const listed = new Set<string>();
  const add = (air: Air, weight: number | null, source: string): void => {
    listed.add(air.version);
    const model_version_id = Number(air.version);
    const name = air.urn === "" ? null : air.urn;
    if (air.type === "lora" && name !== null) {
      loras.push({ name, weight: weight ?? 1, model_version_id, origin: "list", source });
    } else resources.push({ type: air.type, name, weight, model_version_id, source });
  };
  for (const item of listOf(list)) {
    const resource = settingsOf(opened(item));
    const [own] = airsIn(textUnder(resource, ["air"])).values();
    const version = own?.version ?? textUnder(resource, ["modelversionid"]);
    if (!/^\d+$/.test(version)) continue;
    const type = textUnder(resource, ["type"]).toLowerCase() || "model";
    const weight = readReal(textUnder(resource, ["strength", "weight"]));
    add(own ?? airs.get(version) ?? { urn: "", type, version }, weight, "resources");
  }
  for (const air of airs.values()) if (!listed.has(air.version)) add(air, null, JOB_EXTRA);
  return { loras, resources };
}
