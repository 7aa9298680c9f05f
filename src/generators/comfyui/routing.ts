/**
 * Nodes that only pass something on.
 *
 * @module
 */
import type { GraphNode } from "./graph.ts";
import { type Route, ROUTES, SWITCH_BY, SWITCH_CLASS } from "./nodes/routes.ts";

const SWITCH: Route = { kind: "choose", by: SWITCH_BY };

/** The way through a node that only passes things on; `undefined` for any other. */
export function routeOf({ type }: GraphNode): Route | undefined {
  const route = ROUTES.get(type);
  return route === undefined && type.indexOf("Switch") > 0 && SWITCH_CLASS.test(type)
    ? SWITCH
    : route;
}
