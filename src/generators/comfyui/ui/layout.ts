/**
 * Nodes and links of one level of a drawn graph: of the whole, of a subgraph's definition or of a group node's.
 *
 * The form is that of https://docs.comfy.org/specs/workflow_json.
 *
 * @module
 */
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  type JsonValue,
  memberOf,
  parsedOf,
} from "../../../record/json.ts";

/** An input of a node, which may also be a widget. */
export interface Slot {
  readonly name: string;
  readonly type: string;
  /** The link that it takes its value from; null where it is not connected. */
  readonly link: string | null;
  /** Whether it belongs to a widget, whose own value counts without a link. */
  readonly isWidget: boolean;
}

/** A node as it is drawn. */
export interface DrawnNode {
  readonly id: string;
  /** The class, or the id of a subgraph, or the name of a group node. */
  readonly type: string;
  readonly mode: number;
  readonly title: string | null;
  readonly inputs: readonly Slot[];
  /** Types of the outputs. */
  readonly outputs: readonly string[];
  /** Values of its widgets: a list in their order, or an object by name. */
  readonly widgets: JsonValue | undefined;
  /** The same by name, which newer versions of the interface write beside the list. */
  readonly named: JsonValue | undefined;
}

/** The output that a link comes from. */
export interface Origin {
  readonly id: string;
  readonly slot: number;
  readonly type: string;
}

/** One level of a drawn graph. */
export interface Layout {
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  readonly links: ReadonlyMap<string, Origin>;
  /** Sources of the outputs of the node that stands for this level in the one above. */
  readonly outputs: ReadonlyMap<number, Origin>;
  /** Names of the inputs of that node, by the slots of {@link INPUT_NODE}. */
  readonly inputs: readonly string[];
  /** The slots of those that belong to widgets, in order. */
  readonly widgetSlots: readonly number[];
  /** Whether there are more nodes than are read. */
  readonly isCut: boolean;
}

/** The id by which links of a subgraph name the inputs of its node. */
export const INPUT_NODE = "-10";
/** The id by which they name its outputs. */
const OUTPUT_NODE = "-20";

/** Modes in which nodes are not executed. */
export const MUTED = 2;
export const BYPASSED = 4;

/**
 * Reads one level.
 *
 * @param most The most nodes that are read.
 */
export function layoutOf(level: JsonObject, most: number): Layout {
  const nodes = new Map<string, DrawnNode>();
  const items = itemsOf(memberOf(level, "nodes"));
  let at = 0;
  for (; at < items.length && nodes.size < most; at++) {
    const node = nodeOf(items[at]);
    if (node !== null && !nodes.has(node.id)) nodes.set(node.id, node);
  }
  const links = new Map<string, Origin>();
  const outputs = new Map<number, Origin>();
  for (const item of listOf(parsedOf(level)["links"])) readLink(item, links, outputs);
  const inputs = listOf(parsedOf(level)["inputs"]).map((input) => idOrName(partIn(input, "name")));
  const widgetSlots = widgetSlotsOf(nodes.values(), links);
  return { nodes, links, outputs, inputs, widgetSlots, isCut: at < items.length };
}

/** The inputs from outside that lead to a widget. */
function widgetSlotsOf(
  nodes: Iterable<DrawnNode>,
  links: ReadonlyMap<string, Origin>,
): readonly number[] {
  const slots = new Set<number>();
  for (const { inputs } of nodes) {
    for (const { isWidget, link } of inputs) {
      const origin = isWidget && link !== null ? links.get(link) : undefined;
      if (origin?.id === INPUT_NODE) slots.add(origin.slot);
    }
  }
  return [...slots].sort((a, b) => a - b);
}

/** Reads a node; null for what is none. */
export function nodeOf(item: JsonValue | undefined, id?: string): DrawnNode | null {
  if (!isJsonObject(item)) return null;
  const parsed = parsedOf(item);
  const { type, mode, title } = parsed;
  const own = id ?? idOrName(parsed["id"]);
  if (typeof type !== "string" || own === "") return null;
  return {
    id: own,
    type: type.trim(),
    mode: typeof mode === "number" ? mode : 0,
    title: typeof title === "string" ? title : null,
    inputs: listOf(parsed["inputs"]).map(slotOf),
    outputs: listOf(parsed["outputs"]).map((output) => typeIn(output)),
    widgets: memberOf(item, "widgets_values"),
    named: memberOf(item, "widgets_values_named"),
  };
}

function slotOf(input: unknown): Slot {
  const widget = partIn(input, "widget");
  const link = idOrName(partIn(input, "link"));
  return {
    name: idOrName(partIn(input, "name")) || idOrName(partIn(widget, "name")),
    type: typeIn(input),
    link: link === "" ? null : link,
    isWidget: typeof widget === "object" && widget !== null,
  };
}

/** Reads a link, which is an array or an object. */
function readLink(
  item: unknown,
  links: Map<string, Origin>,
  outputs: Map<number, Origin>,
): void {
  const [id, from, slot, to, toSlot, type] = Array.isArray(item) ? item : [
    partIn(item, "id"),
    partIn(item, "origin_id"),
    partIn(item, "origin_slot"),
    partIn(item, "target_id"),
    partIn(item, "target_slot"),
    partIn(item, "type"),
  ];
  const origin = { id: idOrName(from), slot: slotNumber(slot), type: typeText(type) };
  if (origin.id === "" || idOrName(id) === "") return;
  links.set(idOrName(id), origin);
  if (idOrName(to) === OUTPUT_NODE) outputs.set(slotNumber(toSlot), origin);
}

/** The items of what should be an array. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The member of what should be an object. */
export function partIn(value: unknown, key: string): unknown {
  const isThere = typeof value === "object" && value !== null &&
    Object.prototype.hasOwnProperty.call(value, key);
  return isThere ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** An id or a name, which may be a number; empty for anything else. */
export function idOrName(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A slot; 0 for anything that is none. */
export function slotNumber(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : 0;
}

function typeIn(slot: unknown): string {
  return typeText(partIn(slot, "type"));
}

/** The type of a slot or link; several are written as a list. */
export function typeText(type: unknown): string {
  return Array.isArray(type) ? type.map(idOrName).join(",") : idOrName(type);
}
