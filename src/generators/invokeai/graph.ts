/**
 * InvokeAI's `invokeai_graph`: nodes by id, and edges from the field of one to that of another. It stands beside records
 * that nodes of a canvas or of users wrote without prompts.
 *
 * @module
 */
import { entriesOf, isJsonObject, itemsOf, type JsonValue, memberOf } from "../../record/json.ts";
import { opened, type Settings, settingsOf, textOf } from "../shared/settings.ts";

/** A node. */
export interface InvokeNode {
  readonly id: string;
  readonly type: string;
  readonly settings: Settings;
}

/** More nodes than any real graph has are not looked at. */
const MAX_NODES = 20_000;
const MAX_EDGES = 100_000;

/** The type of the node that collects the record. */
const METADATA = "core_metadata";

/** A graph: its nodes, and what leads into the field of each. */
export class InvokeGraph {
  readonly nodes: Map<string, InvokeNode> = new Map();
  /** What the node of metadata holds: what other nodes tell is left out. `undefined` without such a node. */
  readonly record: JsonValue | undefined;
  private readonly edges: Map<string, InvokeNode[]> = new Map();

  private constructor(nodes: JsonValue, edges: JsonValue | undefined) {
    for (const [id, value] of entriesOf(nodes).slice(0, MAX_NODES)) {
      const settings = settingsOf(value);
      const type = textOf(settings.get("type"));
      if (type !== "") this.nodes.set(id, { id, type, settings });
      if (type === METADATA) this.record = value;
    }
    for (const edge of itemsOf(edges).slice(0, MAX_EDGES)) {
      const from = this.nodes.get(textOf(memberOf(memberOf(edge, "source"), "node_id")));
      const into = memberOf(edge, "destination");
      const key = keyOf(textOf(memberOf(into, "node_id")), textOf(memberOf(into, "field")));
      if (from === undefined) continue;
      const list = this.edges.get(key);
      if (list === undefined) this.edges.set(key, [from]);
      else list.push(from);
    }
  }

  /** Makes a graph of a document; null where it is none. */
  static of(document: JsonValue | undefined): InvokeGraph | null {
    const json = opened(document);
    const nodes = opened(memberOf(json, "nodes"));
    if (!isJsonObject(nodes)) return null;
    const graph = new InvokeGraph(nodes, opened(memberOf(json, "edges")));
    return graph.nodes.size === 0 ? null : graph;
  }

  /** The nodes that lead into a field. */
  into(target: InvokeNode, field: string): readonly InvokeNode[] {
    return this.edges.get(keyOf(target.id, field)) ?? [];
  }

  /** The value of a field: that of the node that leads into it, through any number of others, else its own. */
  value(owner: InvokeNode, field: string): JsonValue | undefined {
    const [from] = this.into(owner, field);
    if (from === undefined) return owner.settings.get(field);
    // Nodes that make a text or a number keep it as `value`; those that pass a setting on, under its own name.
    const source = this.back([from], ["value"], (one) => this.into(one, "value").length === 0)[0];
    return source?.settings.get("value") ?? from.settings.get(field) ??
      owner.settings.get(field);
  }

  /**
   * The nodes that a test holds for, going back from some through some of the fields; each node is visited once.
   *
   * @param goesOn Whether to look behind a node that is found, too. Of nodes that lead into one field the last comes first then,
   * as it is the other way round on the way forth.
   */
  back(
    starts: readonly InvokeNode[],
    fields: readonly string[],
    isWanted: (one: InvokeNode) => boolean,
    goesOn = false,
  ): readonly InvokeNode[] {
    const found: InvokeNode[] = [];
    const seen = new Set(starts.map(({ id }) => id));
    const queue = [...starts];
    for (let next = 0; next < queue.length; next++) {
      const node = queue[next] as InvokeNode;
      const isFound = isWanted(node);
      if (isFound) found.push(node);
      if (isFound && !goesOn) continue;
      for (const field of fields) {
        const sources = this.into(node, field);
        for (const from of goesOn ? [...sources].reverse() : sources) {
          if (seen.has(from.id)) continue;
          seen.add(from.id);
          queue.push(from);
        }
      }
    }
    return found;
  }
}

function keyOf(id: string, field: string): string {
  return `${id}\n${field}`;
}
