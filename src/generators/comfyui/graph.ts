/**
 * A graph of nodes as the server executes it, whatever form it was stored in.
 *
 * @module
 */
import type { JsonValue } from "../../record/json.ts";

/** The place that an input takes its value from. */
export interface Link {
  /** The node. */
  readonly id: string;
  /** The number of its output, from 0. */
  readonly slot: number;
}

/** A node that is executed. */
export interface GraphNode {
  /** Unique in its graph: a number, a word, or a path of subgraphs such as `30:22`. */
  readonly id: string;
  /** The class, blanks at its ends gone. */
  readonly type: string;
  /** The title that the user gave it. */
  readonly title: string | null;
  /** Inputs that are links to nodes that exist, in the order of the text. */
  readonly links: ReadonlyMap<string, Link>;
  /** The other inputs, in the order of the text; a wrapped `{"__value__": v}` is v. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** Nodes and links between them. */
export interface Graph {
  /** The nodes by id. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Remarks on what could not be read. */
  readonly notes: readonly string[];
  /** Version of the user interface that wrote it. */
  readonly version: string | null;
  /** Ids of nodes that the user gave a part in the generation, by the word for it. */
  readonly marks: ReadonlyMap<string, string>;
}

/** No marks. */
export const NO_MARKS: Graph["marks"] = new Map();

/** The most nodes that are read of a graph. */
export const MAX_NODES = 20_000;
