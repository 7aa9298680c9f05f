/**
 * The model of a pass: its loader, and the LoRAs on the way in the order in which they are applied.
 *
 * @module
 */
import type { AppliedLora } from "../../record/record.ts";
import { appliesTags, encodersTexts } from "./encoders.ts";
import { type Source, sourceOf } from "./find.ts";
import type { GraphNode, Link } from "./graph.ts";
import { taggedLoras } from "./lora_entries.ts";
import { ownLoras } from "./loras.ts";
import { LORA_NODES, STACK_LINKS } from "./nodes/loras.ts";
import {
  CLIP_LINKS,
  LOOSE_MODEL_NAMES,
  MERGED_MODELS,
  MODEL_LIKE,
  MODEL_LINKS,
  MODEL_NAMES,
  OTHER_MODELS,
} from "./nodes/models.ts";
import { fileIn } from "./names.ts";
import { hop, valueOf } from "./reach.ts";
import { writtenText } from "./scalars.ts";
import { firstLink, hasInput, linkLike, type Walk } from "./walk.ts";

/** Model of a pass. */
export interface Model {
  /** The file as it is written; null where the graph does not say. */
  readonly name: string | null;
  /** The nodes on the way from the sampler to the loader. */
  readonly nodes: readonly GraphNode[];
  /** LoRAs in the order in which they are applied, each with its node. */
  readonly loras: readonly AppliedLora[];
  /** Models that are merged into it. */
  readonly merged: readonly { readonly name: string; readonly node: GraphNode }[];
}

/** LoRAs that are known while the passes are read. */
export interface KnownLoras {
  /** Nodes whose LoRAs are listed; those that are met are added. */
  readonly seen: Set<GraphNode>;
  /** LoRAs of tags in the prompts of the pass, by the node that applies them. */
  readonly tags: ReadonlyMap<GraphNode, readonly AppliedLora[]>;
}

/** Reads the model of a pass. */
export function readModel(walk: Walk, pass: GraphNode, known: KnownLoras): Model {
  const chain = chainFrom(walk, sourceOf(walk, pass, "model"), "model", known);
  const own = LORA_NODES.has(pass.type) && !known.seen.has(pass)
    ? appliedBy(walk, pass, known)
    : [];
  return own.length === 0 ? chain : { ...chain, loras: [...chain.loras, ...own] };
}

/** The way of a text encoder to what loads it, with the LoRAs that are not listed yet, its own last. */
export function clipChain(walk: Walk, encoder: GraphNode, known: KnownLoras): Model {
  const own = known.seen.has(encoder) ? [] : known.tags.get(encoder) ?? [];
  const chain = chainFrom(walk, sourceOf(walk, encoder, "clip"), "clip", known);
  if (own.length === 0) return chain;
  known.seen.add(encoder);
  return { ...chain, loras: [...chain.loras, ...own] };
}

function chainFrom(
  walk: Walk,
  start: Source | null,
  want: "model" | "clip",
  known: KnownLoras,
): Model {
  const nodes = new Set<GraphNode>();
  const groups: AppliedLora[][] = [];
  const merged: { name: string; node: GraphNode }[] = [];
  let name: string | null = null;
  for (let spot: Source | null = start; spot !== null && !nodes.has(spot.node);) {
    const { node } = spot;
    nodes.add(node);
    if (!known.seen.has(node)) groups.push(appliedBy(walk, node, known));
    name = modelName(walk, node);
    if (name !== null) break;
    if (want === "model") merged.push(...mergedModels(walk, mergedInto(node)));
    const link = want === "clip" ? clipLink(node) : modelLink(node);
    spot = link === undefined ? null : hop(walk, link, want);
  }
  return { name, nodes: [...nodes], loras: groups.reverse().flat(), merged };
}

function modelLink(node: GraphNode): Link | undefined {
  return firstLink(node, MODEL_LINKS) ??
    linkLike(node, (name) => MODEL_LIKE.test(name) && !OTHER_MODELS.test(name));
}

function clipLink(node: GraphNode): Link | undefined {
  return firstLink(node, CLIP_LINKS);
}

/** The links of models that a node merges into its first. */
function mergedInto({ links }: GraphNode): Link[] {
  if (!links.has("model1")) return [];
  return [...links].filter(([name]) => MERGED_MODELS.test(name)).map(([, link]) => link);
}

/** The models behind links, which may be merged themselves, in order. */
function mergedModels(walk: Walk, links: readonly Link[]): { name: string; node: GraphNode }[] {
  const found: { name: string; node: GraphNode }[] = [];
  const seen = new Set<GraphNode>();
  const pending = [...links].reverse();
  for (let link = pending.pop(); link !== undefined; link = pending.pop()) {
    const node = hop(walk, link, "model")?.node;
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    const name = modelName(walk, node);
    if (name !== null) {
      found.push({ name, node });
      continue;
    }
    pending.push(...mergedInto(node).reverse());
    const first = modelLink(node);
    if (first !== undefined) pending.push(first);
  }
  return found;
}

/** The model file that a node names. */
export function modelName(walk: Walk, node: GraphNode): string | null {
  for (const input of MODEL_NAMES) {
    const name = hasInput(node, input) ? fileName(walk, node, input) : null;
    if (name !== null) return name;
  }
  if (modelLink(node) !== undefined) return null;
  for (const name of LOOSE_MODEL_NAMES) {
    if (typeof node.values.get(name) === "string") return fileName(walk, node, name);
  }
  return null;
}

/** The file that an input names; null where it stands for none. */
export function fileName(walk: Walk, node: GraphNode, name: string): string | null {
  const text = writtenText(valueOf(walk, node, name)) ?? "";
  return fileIn(text);
}

/** A list that is still to be looked through, or a node whose own LoRAs come now. */
type Item = { readonly link: Link } | { readonly node: GraphNode };

/** The LoRAs that a node applies, with those of the lists that come in. */
function appliedBy(walk: Walk, start: GraphNode, known: KnownLoras): AppliedLora[] {
  const { seen } = known;
  const loras: AppliedLora[] = [];
  const pending: Item[] = stackItems(start, seen);
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if ("node" in item) {
      // Spread as arguments, the tags of a long text would overflow the stack.
      for (const lora of ownLoras(walk, item.node)) loras.push(lora);
      for (const lora of tagLoras(walk, item.node, known)) loras.push(lora);
      continue;
    }
    const spot = hop(walk, item.link, "lora_stack");
    if (spot === null || seen.has(spot.node)) continue;
    for (const inner of stackItems(spot.node, seen)) pending.push(inner);
  }
  return loras;
}

/** A node and the lists that come in, the last to be applied first. */
function stackItems(node: GraphNode, seen: Set<GraphNode>): Item[] {
  seen.add(node);
  const lists: Item[] = [];
  for (const [name, link] of node.links) if (STACK_LINKS.test(name)) lists.push({ link });
  lists.reverse();
  const isOwnFirst = LORA_NODES.get(node.type)?.isOwnFirst === true;
  return isOwnFirst ? [...lists, { node }] : [{ node }, ...lists];
}

/** The LoRAs of the tags that a node applies, be it in prompts that are used or in others. */
function tagLoras(walk: Walk, node: GraphNode, { tags }: KnownLoras): readonly AppliedLora[] {
  const used = tags.get(node);
  if (used !== undefined || !appliesTags(node)) return used ?? [];
  return encodersTexts(walk, node, 0, "positive")
    .flatMap(({ text }) => taggedLoras(text, node));
}
