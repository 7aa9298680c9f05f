/**
 * Nodes that only pass something on.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { type Route, ROUTES, SWITCH_BY, SWITCH_CLASS, YES_NO_INPUTS } from "./nodes/routes.ts";
import { firstInput } from "./walk.ts";

const SWITCH: Route = { kind: "choose", by: SWITCH_BY };

/** The way through a node that only passes things on; `undefined` for any other. */
export function routeOf(node: GraphNode): Route | undefined {
  const { type } = node;
  return ROUTES.get(type) ?? (type.indexOf("Switch") >= 0 && isSwitch(node) ? SWITCH : undefined);
}

function isSwitch(node: GraphNode): boolean {
  return SWITCH_CLASS.test(node.type) || firstInput(node, YES_NO_INPUTS) !== undefined;
}
