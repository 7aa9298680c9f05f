/**
 * All levels of a drawn graph: the whole, and one for each node that stands for a subgraph or a group.
 *
 * @module
 */
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  type JsonValue,
  memberOf,
} from "../../../record/json.ts";
import { MAX_NODES } from "../graph.ts";
import { withListedLinks } from "./everywhere.ts";
import { groupLayout, groupName, groupWidgets } from "./group_nodes.ts";
import { BYPASSED, type Layout, layoutOf, MUTED } from "./layout.ts";
import { newScope, type Scope } from "./scope.ts";

/** The deepest nesting that is read. Each level makes the ids longer, and a definition may hold itself. */
const MAX_DEPTH = 16;

/** Definitions of subgraphs and groups of one graph; each is read once, when a node stands for it. */
export class Definitions {
  private readonly subgraphs = new Map<string, JsonObject>();
  private readonly layouts = new Map<string, Layout>();

  constructor(private readonly graph: JsonObject) {
    for (const one of itemsOf(memberOf(memberOf(graph, "definitions"), "subgraphs"))) {
      const id = memberOf(one, "id");
      if (isJsonObject(one) && typeof id === "string") this.subgraphs.set(id, one);
    }
  }

  /** The level that nodes of a class stand for; undefined where they stand for themselves. */
  layoutFor(type: string): Layout | undefined {
    const known = this.layouts.get(type);
    if (known !== undefined) return known;
    const subgraph = this.subgraphs.get(type);
    const group = subgraph === undefined ? this.groupFor(type) : undefined;
    const layout = subgraph !== undefined
      ? layoutOf(subgraph, MAX_NODES)
      : group === undefined
      ? undefined
      : groupLayout(group, MAX_NODES);
    if (layout !== undefined) this.layouts.set(type, layout);
    return layout;
  }

  private groupFor(type: string): JsonObject | undefined {
    const name = groupName(type);
    if (name === null) return undefined;
    const group: JsonValue | undefined = memberOf(
      memberOf(memberOf(this.graph, "extra"), "groupNodes"),
      name,
    );
    return isJsonObject(group) ? group : undefined;
  }
}

/** The levels of a graph. */
export interface Expanded {
  /** The whole comes first. */
  readonly scopes: readonly Scope[];
  /** Whether more is drawn than is read. */
  readonly isCut: boolean;
}

/** Makes a level of its own for each node that stands for one and is executed. */
export function expanded(graph: JsonObject, definitions: Definitions): Expanded {
  const root = newScope(withListedLinks(layoutOf(graph, MAX_NODES), graph), null);
  const scopes: Scope[] = [root];
  let count = root.layout.nodes.size;
  let { isCut } = root.layout;
  for (let i = 0; i < scopes.length; i++) {
    const scope = scopes[i] as Scope;
    for (const node of scope.layout.nodes.values()) {
      if (node.mode === MUTED || node.mode === BYPASSED) continue;
      const layout = definitions.layoutFor(node.type);
      if (layout === undefined) continue;
      count += layout.nodes.size;
      if (count > MAX_NODES || scope.depth >= MAX_DEPTH) {
        isCut = true;
        continue;
      }
      const widgets = groupName(node.type) === null ? undefined : groupWidgets(node, layout);
      const inner = newScope(layout, { scope, node }, widgets);
      scope.inner.set(node.id, inner);
      scopes.push(inner);
    }
  }
  return { scopes, isCut };
}
