/**
 * Jobs of CivitAI's own generator: a graph, with the record of the job beside its nodes, as JSON in a string.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { entriesOf, isJsonObject, type JsonValue, memberOf, valueText } from "../../record/json.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import type { Text } from "../../record/texts.ts";
import { readCivitaiResources } from "../../record/version_resources.ts";
import { JOB_EXTRA, JOB_RECORD } from "../shared/job_record.ts";
import {
  type Column,
  type Fields,
  fieldsOf,
  listOf,
  type Nothings,
  opened,
  promptsAndParams,
  settingsOf,
  textOf,
} from "../shared/settings.ts";
import { withoutSignatures } from "./signatures.ts";
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
  const prompts = promptsAndParams(record, "prompt", "negativeprompt");
  const { params } = prompts;
  for (const [key, value] of params) params.set(key, withoutSignatures(value));
  const fields = { ...fieldsOf(settings, COLUMNS, NOTHINGS), ...checkpointOf(airs) };
  const models = modelsOf(settings.get("resources"), airs, hasNodes(json));
  return { ...prompts, fields, ...models };
}

/** The checkpoint's name, where only one is named. */
function checkpointOf(airs: ReadonlyMap<string, Air>): Fields {
  const [first, second] = [...airs.values()].filter(({ type }) => type === "checkpoint");
  return first === undefined || second !== undefined ? {} : { model_name: first.urn };
}

function hasNodes(json: JsonValue | undefined): boolean {
  return entriesOf(json).some(([, node]) => memberOf(node, "class_type") !== undefined);
}

/**
 * The models of a job: LoRAs with their strengths, the others by their versions.
 *
 * @param isGraphThere Whether nodes tell how those are applied that the list leaves out.
 */
function modelsOf(
  list: JsonValue | undefined,
  airs: ReadonlyMap<string, Air>,
  isGraphThere: boolean,
): Required<Pick<Findings, "loras" | "resources">> {
  const loras: AppliedLora[] = [];
  const resources: NamedResource[] = [];
  const listed = new Set<string>();
  const add = (air: Air, weight: number | null, source: string): void => {
    listed.add(air.version);
    const model_version_id = Number(air.version);
    const name = air.urn === "" ? null : air.urn;
    const isLeftToNodes = isGraphThere && source === JOB_EXTRA;
    if (air.type === "lora" && name !== null && !isLeftToNodes) {
      loras.push({ name, weight: weight ?? 1, model_version_id, origin: "list", source });
    } else resources.push({ type: air.type, name, weight, model_version_id, source });
  };
  for (const item of listOf(list).map(opened)) {
    const [resource] = readCivitaiResources(`[${valueText(item ?? null)}]`);
    if (resource === undefined || resource.model_version_id === null) continue;
    const { type, name, weight, model_version_id } = resource;
    const version = String(model_version_id);
    const [own] = airsIn(textOf(memberOf(item, "air"))).values();
    const air = own ?? airs.get(version) ?? { urn: name ?? "", type: type || "model", version };
    add(air, weight, "resources");
  }
  for (const air of airs.values()) if (!listed.has(air.version)) add(air, null, JOB_EXTRA);
  return { loras, resources };
}
