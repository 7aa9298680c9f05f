/**
 * A walk through a graph: one budget for all of it, and what was noticed on the way.
 *
 * @module
 */
import type { Graph, GraphNode, Link } from "./graph.ts";

/** The most links that are followed in one graph. */
export const MAX_VISITS = 200_000;

/** The most characters of texts that are read in one graph, however often it hands the same one on. */
const MAX_CHARACTERS = 64_000_000;

/** State of a walk. */
export interface Walk {
  /** The nodes by id. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Links followed so far. */
  visits: number;
  /** The most that may be followed. */
  limit: number;
  /** Characters of texts read so far. */
  characters: number;
  /** How many choices of switches hang on each other at the moment. */
  choices: number;
  /** Remarks for the reader of the record, each once. */
  readonly notes: Set<string>;
}

/** Begins a walk. */
export function newWalk({ nodes, notes }: Graph): Walk {
  return { nodes, visits: 0, limit: MAX_VISITS, characters: 0, choices: 0, notes: new Set(notes) };
}

/** Follows a link; undefined once the budget is spent. */
export function follow(walk: Walk, { id }: Link): GraphNode | undefined {
  if (++walk.visits <= walk.limit) return walk.nodes.get(id);
  walk.notes.add(TOO_MUCH);
  return undefined;
}

const TOO_MUCH = "graph too large to be read whole";

/** Counts the characters of a text; empty once the budget is spent. */
export function charge(walk: Walk, text: string): string {
  walk.characters += text.length;
  if (walk.characters <= MAX_CHARACTERS) return text;
  walk.notes.add(TOO_MUCH);
  return "";
}

/** The inputs of a node that are links and have one of these names, in the order of the names. */
export function linksOf(node: GraphNode, names: readonly string[]): Link[] {
  const links: Link[] = [];
  for (let i = 0; i < names.length; i++) {
    const link = node.links.get(names[i] as string);
    if (link !== undefined) links.push(link);
  }
  return links;
}

/** The first input of a node that is a link and has one of these names. */
export function firstLink(node: GraphNode, names: readonly string[]): Link | undefined {
  for (let i = 0; i < names.length; i++) {
    const link = node.links.get(names[i] as string);
    if (link !== undefined) return link;
  }
  return undefined;
}

/** Whether a node has an input of this name. */
export function hasInput(node: GraphNode, name: string): boolean {
  return node.links.has(name) || node.values.has(name);
}

/** The first of these names that a node has an input of. */
export function firstInput(node: GraphNode, names: readonly string[]): string | undefined {
  for (let i = 0; i < names.length; i++) {
    if (hasInput(node, names[i] as string)) return names[i];
  }
  return undefined;
}

/** The first link of a node whose name fits. */
export function linkLike(node: GraphNode, fits: (name: string) => boolean): Link | undefined {
  for (const [name, link] of node.links) if (fits(name)) return link;
  return undefined;
}
