/**
 * Generations without a sampler: values that a graph hands to nodes that sample out of sight.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { AppliedLora } from "../../record/record.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { ownLoras } from "./loras.ts";
import { modelName } from "./models.ts";
import {
  ENOUGH_SETTINGS,
  SERVICE_INPUTS,
  SERVICE_MODELS,
  SERVICE_NEGATIVES,
  SERVICE_PROMPTS,
  SETTING_INPUTS,
} from "./nodes/fallbacks.ts";
import { INPUTS } from "./nodes/inputs.ts";
import { REFINER_NAMES } from "./nodes/models.ts";
import { stemOf } from "./names.ts";
import { outputsOf } from "./outputs.ts";
import { Params, setSettings } from "./params.ts";
import { hop, valueOf } from "./reach.ts";
import { writtenText } from "./scalars.ts";
import type { Settings } from "./settings.ts";
import { sidesOf } from "./sizes.ts";
import { textOf } from "./strings.ts";
import { firstInput, hasInput, type Walk } from "./walk.ts";

/** Reads what stands before the outputs of a graph without a sampler; null where that is no generation. */
export function readWithoutSampler(walk: Walk, graph: Graph): Findings | null {
  const nodes = nodesBefore(walk, graph);
  const holder = nodes.find((node) => settingsIn(node) >= ENOUGH_SETTINGS);
  if (holder !== undefined) {
    walk.notes.add(`values of ${holder.type}, without a sampler`);
    return findingsOf(walk, holder, nodes, { positive: "", negative: "" });
  }
  const service = nodes.find((node) =>
    firstInput(node, SERVICE_PROMPTS) !== undefined &&
    firstInput(node, SERVICE_INPUTS) !== undefined
  );
  if (service === undefined) return null;
  const read = (names: readonly string[]): string => {
    const name = firstInput(service, names);
    return name === undefined ? "" : textOf(walk, service, name, "positive").trim();
  };
  const prompts = { positive: read(SERVICE_PROMPTS), negative: read(SERVICE_NEGATIVES) };
  return prompts.positive === "" ? null : findingsOf(walk, service, [service], prompts);
}

/** Every node that an output depends on, the nearest first; the outputs in the order of the text. */
function nodesBefore(walk: Walk, graph: Graph): GraphNode[] {
  const found = new Set(outputsOf(graph));
  for (const node of found) {
    for (const link of node.links.values()) {
      const spot = hop(walk, link, "image");
      if (spot !== null) found.add(spot.node);
    }
  }
  return [...found];
}

function settingsIn(node: GraphNode): number {
  return SETTING_INPUTS.filter((name) => hasInput(node, name)).length;
}

function findingsOf(
  walk: Walk,
  holder: GraphNode,
  nodes: readonly GraphNode[],
  prompts: { readonly positive: string; readonly negative: string },
): Findings {
  const read = (want: string): string | null => {
    const name = firstInput(holder, INPUTS[want] ?? [want]);
    return name === undefined ? null : writtenText(valueOf(walk, holder, name, want)) ?? null;
  };
  const settings: Settings = {
    seed: read("seed"),
    steps: read("steps"),
    cfg: read("cfg"),
    sampler: read("sampler_name"),
    scheduler: read("scheduler"),
    denoise: null,
  };
  const model = firstModel(walk, nodes) ?? serviceModel(holder);
  const size = sidesOf(walk, holder);
  const refiner = nodes.map((node) => firstText(walk, node, REFINER_NAMES)).find((name) =>
    name !== null
  );
  const params = new Params();
  setSettings(params, settings);
  params.set("Size", size === null ? null : `${size.width}x${size.height}`);
  params.set("Model", model);
  params.set("Refiner", refiner ?? null);
  params.set("ComfyUI", [...walk.notes].join("; "));
  const loras: AppliedLora[] = nodes.flatMap((node) => ownLoras(walk, node));
  const fields = {
    seed: settings.seed ?? "",
    steps: settings.steps ?? "",
    cfg_scale: settings.cfg ?? "",
    sampler: settings.sampler ?? "",
    scheduler: settings.scheduler ?? "",
    model_name: model === null ? "" : stemOf(model),
    refiner_model: stemOf(refiner ?? ""),
    ...size === null ? {} : size,
  };
  return { ...prompts, params: params.pairs, fields, loras, appliedTags: new Set() };
}

function firstModel(walk: Walk, nodes: readonly GraphNode[]): string | null {
  for (const node of nodes) {
    if (firstInput(node, SERVICE_MODELS) !== undefined) continue;
    const name = modelName(walk, node);
    if (name !== null) return name;
  }
  return null;
}

function serviceModel(node: GraphNode): string | null {
  const name = firstInput(node, SERVICE_MODELS);
  return name === undefined ? null : writtenText(node.values.get(name)) ?? null;
}

function firstText(walk: Walk, node: GraphNode, names: readonly string[]): string | null {
  const name = firstInput(node, names);
  return name === undefined ? null : writtenText(valueOf(walk, node, name)) ?? null;
}
