/**
 * Links that "Use Everywhere" makes when a graph is executed, and lists in the graph instead of drawing them.
 *
 * See https://github.com/chrisgoringe/cg-use-everywhere.
 *
 * @module
 */
import { isJsonObject, type JsonObject, memberOf, parsedOf } from "../../../record/json.ts";
import {
  type DrawnNode,
  idOrName,
  type Layout,
  listOf,
  type Origin,
  partIn,
  slotNumber,
  typeText,
} from "./layout.ts";

/** A level with the links that its graph lists beside those that are drawn; a link that is drawn counts. */
export function withListedLinks(layout: Layout, graph: JsonObject): Layout {
  const extra = memberOf(graph, "extra");
  const listed = isJsonObject(extra) ? listOf(parsedOf(extra)["ue_links"]) : [];
  if (listed.length === 0) return layout;
  const links = new Map<string, Origin>(layout.links);
  const nodes = new Map<string, DrawnNode>(layout.nodes);
  listed.forEach((item, at) => {
    const id = idOrName(partIn(item, "downstream"));
    const node = nodes.get(id);
    const slot = slotNumber(partIn(item, "downstream_slot"));
    if (node?.inputs[slot]?.link !== null) return;
    const link = `everywhere:${at}`;
    links.set(link, {
      id: idOrName(partIn(item, "upstream")),
      slot: slotNumber(partIn(item, "upstream_slot")),
      type: typeText(partIn(item, "type")),
    });
    const inputs = node.inputs.map((input, i) => i === slot ? { ...input, link } : input);
    nodes.set(id, { ...node, inputs });
  });
  return { ...layout, nodes, links };
}
