/**
 * Levels of a drawn graph as they are used: each node that stands for a subgraph has a level of its own.
 *
 * @module
 */
import type { JsonValue } from "../../../record/json.ts";
import type { Link } from "../graph.ts";
import type { DrawnNode, Layout } from "./layout.ts";

/** Where an input takes its value from: the output of a node that is executed, or the value itself. */
export type Resolved = { readonly link: Link } | { readonly value: JsonValue };

/** One use of a level. */
export interface Scope {
  readonly layout: Layout;
  /** Precedes the ids of its nodes in the executed graph. */
  readonly prefix: string;
  /** The node that stands for it, and the level in which that stands; null for the whole graph. */
  readonly place: { readonly scope: Scope; readonly node: DrawnNode } | null;
  /** How deep it stands. */
  readonly depth: number;
  /** The levels that its nodes stand for. */
  readonly inner: Map<string, Scope>;
  /** Values that the node above has for widgets of nodes in it, by node. */
  readonly widgets: ReadonlyMap<string, readonly JsonValue[]>;
  /** What links lead to, as it was found. */
  readonly resolved: Map<string, Resolved | null>;
  /** Nodes that name their input for others to get, by that name; made when it is asked for. */
  named: ReadonlyMap<string, DrawnNode> | null;
}

/** Makes one use of a level. */
export function newScope(
  layout: Layout,
  place: Scope["place"],
  widgets: Scope["widgets"] = new Map(),
): Scope {
  return {
    layout,
    prefix: place === null ? "" : `${place.scope.prefix}${place.node.id}:`,
    place,
    depth: place === null ? 0 : place.scope.depth + 1,
    inner: new Map(),
    widgets,
    resolved: new Map(),
    named: null,
  };
}
