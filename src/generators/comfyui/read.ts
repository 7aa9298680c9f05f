/**
 * Stub.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { Graph } from "./graph.ts";

/** Stub. */
export function readGraph(_graph: Graph): Findings | null {
  return null;
}
