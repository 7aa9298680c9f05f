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
  type UsedResource,
} from "./nodes/models.ts";
import { MODEL_FILE, URL_INPUT } from "./nodes/loras.ts";
import { hop, valueOf } from "./reach.ts";
import { numberOf, switchOf, writtenText } from "./scalars.ts";
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
    for (const [name, link] of node.links) {
      const used = LINKED_RESOURCES.get(name);
      if (used === undefined && !RESOURCE_LINKS.has(name)) continue;
      const spot = hop(walk, link, name);
      if (spot === null) continue;
      if (used === undefined) pending.push(spot.node);
      else addUsed(walk, found, used, loaderOf(walk, spot.node, name, used), node);
    }
    for (const name of node.values.keys()) {
      const used = OWN_RESOURCES.get(name);
      if (used !== undefined) addUsed(walk, found, used, node, node);
      else if (name === URL_INPUT) found.push(...downloaded(node));
    }
  }
  return found;
}

/** The node that loads a resource, behind those that only set it up and take it on a link of the same name. */
function loaderOf(walk: Walk, start: GraphNode, name: string, { names }: UsedResource): GraphNode {
  const seen = new Set<GraphNode>();
  let node = start;
  while (!seen.has(node) && firstInput(node, names) === undefined) {
    seen.add(node);
    const link = node.links.get(name);
    node = (link === undefined ? undefined : hop(walk, link, name)?.node) ?? node;
  }
  return node;
}

/** Adds a resource that one node loads and another uses, unless it is switched off. */
function addUsed(
  walk: Walk,
  found: NamedResource[],
  { type, names, weights, switch: by }: UsedResource,
  loader: GraphNode,
  user: GraphNode,
): void {
  if (by !== undefined && switchOf(valueOf(walk, user, by)) === false) return;
  const input = firstInput(loader, names);
  const name = input === undefined ? null : fileName(walk, loader, input);
  if (name === null) return;
  const strength = firstInput(user, weights);
  const weight = strength === undefined ? null : numberOf(valueOf(walk, user, strength));
  found.push(namedResource(type, name, loader.type, weight));
}

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

const WORD = "embedding:";
const EMBEDDING = /\bembedding:((?:[^\s,()[\]{}<>:]|:(?![\d.+-]))+)/g;

/** The embeddings that a prompt names. */
export function embeddingsIn(text: string, source: string): NamedResource[] {
  if (text.indexOf(WORD) < 0) return [];
  const names = new Set<string>();
  for (const found of text.match(EMBEDDING) ?? []) {
    const name = found.slice(WORD.length).replace(/\\+$/, "").replace(MODEL_FILE, "");
    if (name !== "") names.add(name);
  }
  return [...names].map((name) => ({ type: "embedding", name, source }));
}
