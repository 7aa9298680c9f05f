/**
 * Group nodes, the older form of subgraphs: their definitions stand in `extra.groupNodes`.
 *
 * How the interface numbers their inputs, outputs and widgets:
 * https://github.com/Comfy-Org/ComfyUI_frontend/blob/main/src/extensions/core/groupNode.ts
 *
 * @module
 */
import {
  itemsOf,
  type JsonObject,
  type JsonValue,
  memberOf,
  parsedOf,
} from "../../../record/json.ts";
import {
  type DrawnNode,
  idOrName,
  INPUT_NODE,
  type Layout,
  listOf,
  nodeOf,
  type Origin,
  slotNumber,
  typeText,
} from "./layout.ts";

const TYPE = /^workflow[/>](.+)$/;

/** The name of the definition that a class stands for; null where it is no group node. */
export function groupName(type: string): string | null {
  return TYPE.exec(type)?.[1] ?? null;
}

/**
 * Reads the definition of a group node.
 *
 * @param most The most nodes that are read.
 */
export function groupLayout(definition: JsonObject, most: number): Layout {
  const items = itemsOf(memberOf(definition, "nodes"));
  const drawn: DrawnNode[] = [];
  for (let at = 0; at < items.length && at < most; at++) {
    const node = nodeOf(items[at], String(at));
    if (node !== null) drawn.push(node);
  }
  const links = new Map<string, Origin>();
  const targets = linkInside(definition, links);
  const inputs: string[] = [];
  const nodes = new Map<string, DrawnNode>();
  const seen = new Set<string>();
  for (const node of drawn) {
    nodes.set(node.id, {
      ...node,
      inputs: node.inputs.map((input, slot) => {
        const inside = targets.get(`${node.id}:${slot}`);
        if (inside !== undefined) return { ...input, link: inside };
        const link = `above:${inputs.length}`;
        links.set(link, { id: INPUT_NODE, slot: inputs.length, type: input.type });
        const name = input.name || targetName(node, links, targets, drawn);
        inputs.push(outerName(name, node, seen));
        return { ...input, link };
      }),
    });
  }
  const outputs = outputsOf(definition, drawn, links);
  return { nodes, links, inputs, outputs, widgetSlots: [], isCut: items.length > most };
}

/** Reads the links within a group; gives them by node and slot that they lead to. */
function linkInside(definition: JsonObject, links: Map<string, Origin>): Map<string, string> {
  const targets = new Map<string, string>();
  listOf(parsedOf(definition)["links"]).forEach((item, at) => {
    const [from, slot, to, toSlot, , type] = listOf(item);
    if (idOrName(from) === "" || idOrName(to) === "") return;
    links.set(`inside:${at}`, { id: idOrName(from), slot: slotNumber(slot), type: typeText(type) });
    targets.set(`${idOrName(to)}:${slotNumber(toSlot)}`, `inside:${at}`);
  });
  return targets;
}

/** The name of the input that a reroute leads to, which it takes over. */
function targetName(
  { id }: DrawnNode,
  links: ReadonlyMap<string, Origin>,
  targets: ReadonlyMap<string, string>,
  drawn: readonly DrawnNode[],
): string {
  for (const [target, link] of targets) {
    if (links.get(link)?.id !== id) continue;
    const colon = target.lastIndexOf(":");
    const node = drawn.find((one) => one.id === target.slice(0, colon));
    return node?.inputs[Number(target.slice(colon + 1))]?.name ?? "";
  }
  return "";
}

/** The name of an inner input on the group node: one that was there before gets its node's name. */
function outerName(name: string, { title, type }: DrawnNode, seen: Set<string>): string {
  const outer = seen.has(name) ? `${title ?? type} ${name}` : name;
  seen.add(outer);
  return outer;
}

/** Outputs that nothing inside takes, and those that are taken outside too, in order. */
function outputsOf(
  definition: JsonObject,
  drawn: readonly DrawnNode[],
  links: ReadonlyMap<string, Origin>,
): Map<number, Origin> {
  const taken = new Set<string>();
  for (const { id, slot } of links.values()) taken.add(`${id}:${slot}`);
  for (const item of listOf(parsedOf(definition)["external"])) {
    const [id, slot] = listOf(item);
    taken.delete(`${idOrName(id)}:${slotNumber(slot)}`);
  }
  const outputs = new Map<number, Origin>();
  for (const { id, outputs: own } of drawn) {
    own.forEach((type, slot) => {
      if (!taken.has(`${id}:${slot}`)) outputs.set(outputs.size, { id, slot, type });
    });
  }
  return outputs;
}

/** The values that a group node has for the widgets in it, in a row; none where they are not as many. */
export function groupWidgets(
  { widgets }: DrawnNode,
  layout: Layout,
): ReadonlyMap<string, readonly JsonValue[]> {
  const row = itemsOf(widgets);
  const values = new Map<string, readonly JsonValue[]>();
  let at = 0;
  for (const node of layout.nodes.values()) {
    const { length } = itemsOf(node.widgets);
    values.set(node.id, row.slice(at, at + length));
    at += length;
  }
  return at === row.length ? values : new Map();
}
