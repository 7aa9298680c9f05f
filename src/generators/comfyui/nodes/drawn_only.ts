/**
 * Nodes that only the interface knows: they are drawn, and nothing executes them.
 *
 * @module
 */

/** Ways of nodes that only the interface knows. */
export type Way = "through" | "value" | "set" | "get" | "none";

/** Classes of nodes that only the interface knows. */
export const DRAWN_ONLY: ReadonlyMap<string, Way> = new Map([
  ["Reroute", "through"],
  ["PrimitiveNode", "value"],
  ["SetNode", "set"],
  ["GetNode", "get"],
  ["easy setNode", "set"],
  ["easy getNode", "get"],
  ["Reroute (rgthree)", "through"],
  ["Node Combiner (rgthree)", "none"],
  ["Note", "none"],
  ["MarkdownNote", "none"],
]);
