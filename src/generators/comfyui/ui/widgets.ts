/**
 * Names of the values of a node's widgets, which a drawn graph keeps as a bare list.
 *
 * @module
 */
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  itemsOf,
  type JsonObject,
  type JsonValue,
  memberOf,
} from "../../../record/json.ts";
import { VALUE_CLASS } from "../nodes/inputs.ts";
import { LORA_CLASS, MODEL_FILE } from "../nodes/loras.ts";
import type { Slot } from "./layout.ts";
import ORDERS from "./widget_order.json" with { type: "json" };

/** A value that only the interface knows, in the order of a class's widgets. */
const OF_INTERFACE = "~";
const SEPARATOR = "|";
/** Stands for a number from 1, in names that come again and again. */
const NUMBER = "#";

/** What the interface does with a seed after each run; stands behind the seed, whether or not the class says so. */
const CONTROLS: ReadonlySet<JsonValue> = new Set([
  "fixed",
  "increment",
  "decrement",
  "randomize",
]);
/** The name of its widget in newer versions. */
const CONTROL = /^control_/;
/** The name and the value of the button behind the name of a picture. */
const UPLOAD_BUTTON = "upload";
const UPLOAD = "image";

const SEED = /seed$/i;
const SIZE = /^\s*\d+\s*x\s*\d+/;
const TEXTS = /text|prompt|string|encode/i;

/** The order of widgets by class; made when the first drawn graph is read. */
let orders: ReadonlyMap<string, string> | undefined;

/**
 * The values of a node's widgets by their names, as far as these are known.
 *
 * @param widgets A list in the order of the widgets, or an object by name.
 * @param named The same by name, where the interface wrote both.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const values = namedValues("PrimitiveInt", [], ["7", "fixed"]);
 * assert.deepEqual([...values], [["value", "7"]]);
 * ```
 */
export function namedValues(
  type: string,
  inputs: readonly Slot[],
  widgets: JsonValue | readonly JsonValue[] | undefined,
  named?: JsonValue,
): Map<string, JsonValue> {
  if (!isList(widgets) && isJsonObject(widgets)) return new Map(entriesOf(widgets));
  const items = isList(widgets) ? widgets : itemsOf(widgets);
  return isJsonObject(named) ? withNames(items, named) : namedItems(type, inputs, items);
}

/** Names a list as the object beside it does; where their values differ, the list is what was set last. */
function withNames(items: readonly JsonValue[], named: JsonObject): Map<string, JsonValue> {
  const entries = entriesOf(named);
  const values = new Map<string, JsonValue>();
  entries.forEach(([name, own], at) => {
    const value = entries.length === items.length ? items[at] ?? null : own;
    const isControl = CONTROLS.has(value) && (CONTROL.test(name) || name === value);
    if (!isControl && name !== UPLOAD_BUTTON) values.set(name, value);
  });
  return values;
}

function isList(
  widgets: JsonValue | readonly JsonValue[] | undefined,
): widgets is readonly JsonValue[] {
  return Array.isArray(widgets);
}

function namedItems(
  type: string,
  inputs: readonly Slot[],
  items: readonly JsonValue[],
): Map<string, JsonValue> {
  if (items.length === 0) return new Map();
  orders = orders ?? new Map(Object.entries(ORDERS));
  const order = orders.get(type);
  if (order !== undefined) return inOrder(namesIn(order, items.length), items);
  const own = inputs.filter(({ isWidget }) => isWidget).map(({ name }) => name);
  const values = items.filter((item) => !CONTROLS.has(item));
  return own.length === values.length ? inOrder(own, values) : byLook(type, values);
}

/** The names of an order, those with a number as often as there are items. */
function namesIn(order: string, most: number): string[] {
  const names = order.split(SEPARATOR);
  const first = names.findIndex((name) => name.indexOf(NUMBER) >= 0);
  if (first < 0) return names;
  const repeated = names.splice(first);
  for (let number = 1; names.length < most; number++) {
    for (const name of repeated) names.push(name.replace(NUMBER, String(number)));
  }
  return names;
}

/** Names items in order. Values that only the interface knows are told by their look: versions of a class differ in them. */
function inOrder(names: readonly string[], items: readonly JsonValue[]): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  let at = 0;
  let isBehindSeed = false;
  for (const name of names) {
    const item = items[at];
    if (name === OF_INTERFACE) {
      if (item !== undefined && isOfInterface(item)) at++;
      isBehindSeed = false;
      continue;
    }
    if (isBehindSeed && CONTROLS.has(item ?? "")) at++;
    const value = items[at++];
    if (value === undefined) break;
    values.set(name, value);
    isBehindSeed = SEED.test(name);
  }
  return values;
}

/** Whether an item is what the interface does with a seed, in whatever version, or the button behind a picture. */
function isOfInterface(item: JsonValue): boolean {
  return item === null || typeof item === "boolean" || item === UPLOAD || CONTROLS.has(item);
}

/** Names what the look and the class leave no doubt about; never a number by its place. */
function byLook(type: string, items: readonly JsonValue[]): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  const strings = items.filter((item): item is string => typeof item === "string" && item !== "");
  const files = strings.filter((item) => MODEL_FILE.test(item));
  const lists = items.filter((item) => isJsonArray(item));
  const only = (name: string, found: readonly JsonValue[]): void => {
    const [first] = found;
    if (found.length === 1 && first !== undefined) values.set(name, first);
  };
  if (LORA_CLASS.test(type)) {
    only("lora_name", files);
    only("loras", lists);
    items.filter((item) => typeof memberOf(item, "lora") === "string")
      .forEach((item, at) => values.set(`lora_${at + 1}`, item));
  }
  if (TEXTS.test(type)) only("text", strings.filter((item) => !MODEL_FILE.test(item)));
  if (VALUE_CLASS.test(type)) only("value", items);
  only("dimensions", strings.filter((item) => SIZE.test(item)));
  return values;
}
