/**
 * Other files that a generation uses: control nets, adapters, text encoders, embeddings.
 *
 * @module
 */
import type { NamedResource } from "../../record/record.ts";
import type { GraphNode } from "./graph.ts";
import { fileName } from "./models.ts";
import {
  AIR,
  LINKED_RESOURCES,
  OWN_RESOURCES,
  RESOURCE_LINKS,
  TEXT_ENCODER_NAME,
} from "./nodes/models.ts";
import { MODEL_FILE, URL_INPUT } from "./nodes/loras.ts";
import { hop, valueOf } from "./reach.ts";
import { numberOf, writtenText } from "./scalars.ts";
import { firstInput, type Walk } from "./walk.ts";

/** A resource of a node, by its type and name. */
export function namedResource(
  type: string,
  name: string,
  source: string,
  weight: number | null = null,
): NamedResource {
  const version = AIR.exec(name)?.[1];
  return {
    type,
    name,
    source,
    ...weight === null ? {} : { weight },
    ...version === undefined ? {} : { model_version_id: Number(version) },
  };
}

/** The resources that nodes name, or that are linked to them; each once. */
export function resourcesOf(walk: Walk, nodes: Iterable<GraphNode>): NamedResource[] {
  const found: NamedResource[] = [];
  const seen = new Set<GraphNode>();
  const pending = [...nodes].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const { link, type, names, weights } of LINKED_RESOURCES) {
      const to = node.links.get(link);
      const spot = to === undefined ? null : hop(walk, to, link);
      if (spot !== null) found.push(...named(walk, spot.node, type, names, node, weights));
    }
    for (const { name, type, weights } of OWN_RESOURCES) {
      found.push(...named(walk, node, type, [name], node, weights));
    }
    found.push(...downloaded(node), ...textEncoders(walk, node));
    for (const name of RESOURCE_LINKS) {
      const to = node.links.get(name);
      const spot = to === undefined ? null : hop(walk, to, name);
      if (spot !== null) pending.push(spot.node);
    }
  }
  return found;
}

function named(
  walk: Walk,
  holder: GraphNode,
  type: string,
  names: readonly string[],
  user: GraphNode,
  weights: readonly string[],
): NamedResource[] {
  const input = firstInput(holder, names);
  const name = input === undefined ? null : fileName(walk, holder, input);
  if (name === null) return [];
  const strength = firstInput(user, weights);
  const weight = strength === undefined ? null : numberOf(valueOf(walk, user, strength));
  return [namedResource(type, name, holder.type, weight)];
}

function textEncoders(walk: Walk, node: GraphNode): NamedResource[] {
  if (node.links.has("clip_vision")) return [];
  const found: NamedResource[] = [];
  for (const input of node.values.keys()) {
    if (!TEXT_ENCODER_NAME.test(input) || VISION.test(node.type)) continue;
    const name = fileName(walk, node, input);
    if (name !== null) found.push(namedResource("text_encoder", name, node.type));
  }
  return found;
}

const VISION = /vision/i;
const VERSION_IN_URL = /[?&]modelVersionId=(\d+)|\/download\/models\/(\d+)/;

/** A LoRA that is downloaded has no name, but a version. */
function downloaded(node: GraphNode): NamedResource[] {
  const [, shown, loaded] = VERSION_IN_URL.exec(writtenText(node.values.get(URL_INPUT)) ?? "") ??
    [];
  const version = shown ?? loaded;
  return version === undefined
    ? []
    : [{ type: "lora", model_version_id: Number(version), source: node.type }];
}

const EMBEDDING = /\bembedding:((?:[^\s,()[\]{}<>:]|:(?![\d.+-]))+)/gi;

/** The embeddings that a prompt names. */
export function embeddingsIn(text: string, source: string): NamedResource[] {
  const names = new Set<string>();
  for (const found of text.match(EMBEDDING) ?? []) {
    const name = found.slice("embedding:".length).replace(/\\+$/, "").replace(MODEL_FILE, "");
    if (name !== "") names.add(name);
  }
  return [...names].map((name) => ({ type: "embedding", name, source }));
}
