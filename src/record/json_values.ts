/**
 * Values of a JSON document that the engine has parsed, with what it does not keep: how they are written, and the order of keys.
 *
 * `JSON.parse` rounds integers above 2^53 and sorts keys that are integers. Where spelling or order is asked for, the members
 * of that one container are read from the text.
 *
 * @module
 */
import { digitKeys, JsonLayout } from "./json_text.ts";

/** Any JSON value. Plain objects and functions: QuickJS takes several times as long to make an instance of a class. */
export type JsonValue = string | boolean | null | JsonNumber | JsonObject | JsonArray;

/** A number, exact at any size. */
export interface JsonNumber {
  /** Tells it from other values. */
  readonly kind: "number";
  /** Its text, or the container that has it under `key`. */
  readonly source: string | JsonObject | JsonArray;
  /** Its key or number in that container. */
  readonly key: string | number;
}

/** An object. */
export interface JsonObject extends JsonContainer {
  /** Tells it from other values. */
  readonly kind: "object";
  /** Its members, once they were asked for. */
  entries: readonly JsonEntry[] | undefined;
}

/** An array. */
export interface JsonArray extends JsonContainer {
  /** Tells it from other values. */
  readonly kind: "array";
}

/** A member of an object. */
export type JsonEntry = readonly [key: string, value: JsonValue];

/**
 * An object or array as the engine has parsed it, and its way from the root of the document.
 *
 * @internal
 */
export interface JsonContainer {
  readonly document: Document;
  readonly parsed: Parsed;
  readonly parent: JsonObject | JsonArray | null;
  readonly key: string | number;
  /** Its number in the layout of the document; -1 until that is needed. */
  place: number;
  /** Its members by key, or items by number, as they are read from the text once that is needed. */
  written: ReadonlyMap<string | number, JsonValue> | undefined;
}

/** An object or array as the engine has parsed it: numbers are rounded, keys that are integers stand first. */
export type Parsed = Readonly<Record<string | number, unknown>>;

/** The text of a document, laid out once that is needed. */
interface Document {
  readonly text: string;
  layout: JsonLayout | undefined;
}

/** The value of a whole document. */
export function rootOf(text: string, parsed: unknown): JsonValue {
  return typeof parsed === "number"
    ? { kind: "number", source: text.trim(), key: "" }
    : valueOf(parsed, { text, layout: undefined }, null, "", 0);
}

/** A value as the engine has parsed it, which is no number. */
function valueOf(
  parsed: unknown,
  document: Document,
  parent: JsonObject | JsonArray | null,
  key: string | number,
  place: number,
): JsonValue {
  if (typeof parsed !== "object" || parsed === null) return parsed as string | boolean | null;
  const members = parsed as Parsed;
  return Array.isArray(parsed)
    ? { kind: "array", document, parsed: members, parent, key, place, written: undefined }
    : {
      kind: "object",
      document,
      parsed: members,
      parent,
      key,
      place,
      written: undefined,
      entries: undefined,
    };
}

/** The value that a container has under a key. */
function memberOf(container: JsonObject | JsonArray, key: string | number, place = -1): JsonValue {
  const value = container.parsed[key];
  return typeof value === "number"
    ? { kind: "number", source: container, key }
    : valueOf(value, container.document, container, key, place);
}

/** The value of an object under `key`. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  const isThere = Object.prototype.hasOwnProperty.call(object.parsed, key);
  return isThere ? memberOf(object, key) : undefined;
}

/** A part of a container that is an object or array itself, with what was found of it before. */
export function part(container: JsonObject | JsonArray, key: string | number): JsonValue {
  return container.written?.get(key) ?? memberOf(container, key);
}

const ZERO = 0x30;
const NINE = 0x39;

/** The members of an object in the order of the text. */
export function membersOf(object: JsonObject): readonly JsonEntry[] {
  return object.entries = object.entries ?? listMembers(object);
}

function listMembers(object: JsonObject): readonly JsonEntry[] {
  const entries: [string, unknown][] = Object.entries(object.parsed);
  if (entries.length > 1 && isDigit((entries[0] as [string, unknown])[0])) {
    return keysOf(object).map((key) => [key, memberOf(object, key)]);
  }
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as [string, unknown];
    const value = entry[1];
    // No call is made for what stays as it is.
    if (typeof value === "number" || typeof value === "object") {
      entry[1] = memberOf(object, entry[0]);
    }
  }
  return entries as JsonEntry[];
}

/** Whether an engine may have moved keys of an object: it puts those that are integers first. */
export function areSorted(keys: readonly string[]): boolean {
  return keys.length > 1 && isDigit(keys[0] as string);
}

function isDigit(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= ZERO && first <= NINE;
}

/** The keys of an object in the order of the text. */
export function keysOf(object: JsonObject): readonly string[] {
  const keys = Object.keys(object.parsed);
  if (!areSorted(keys)) return keys;
  // Looking for unique keys costs a pass through the text, so none is made once the text is laid out.
  const unique = object.document.layout === undefined ? uniqueKeys(object, keys.length) : null;
  return unique ?? Array.from(writtenMembers(object).keys(), String);
}

/**
 * The keys of an object in the order of the text, if each is digits, and no other object of the document has such keys.
 * The nodes of a graph are found by it in half the time that laying out the document takes.
 */
function uniqueKeys({ document, parsed }: JsonObject, count: number): readonly string[] | null {
  const keys = digitKeys(document.text);
  const isOwn = (key: string): boolean => Object.prototype.hasOwnProperty.call(parsed, key);
  const isUnique = keys.length === count && new Set(keys).size === count && keys.every(isOwn);
  return isUnique ? keys : null;
}

/** The items of an array in order. */
export function arrayItems(array: JsonArray): readonly JsonValue[] {
  const items = array.parsed as unknown as readonly unknown[];
  return items.map((item, at) => typeof item === "string" ? item : memberOf(array, at));
}

/** A number as it is written. */
export function numberText({ source, key }: JsonNumber): string {
  if (typeof source === "string") return source;
  const written = writtenMembers(source).get(key);
  return typeof written === "object" && written?.kind === "number" ? numberText(written) : "";
}

/** An object or array as it is written. */
export function containerText(container: JsonObject | JsonArray): string {
  return layoutOf(container).textOf(placeOf(container));
}

function layoutOf({ document }: JsonContainer): JsonLayout {
  return document.layout = document.layout ?? new JsonLayout(document.text);
}

/** The members of a container by key, read from the text. Of equal keys the last counts. */
function writtenMembers(
  container: JsonObject | JsonArray,
): ReadonlyMap<string | number, JsonValue> {
  if (container.written !== undefined) return container.written;
  const members = new Map<string | number, JsonValue>();
  for (const { key, text, place } of layoutOf(container).membersOf(placeOf(container))) {
    const isNumber = typeof container.parsed[key] === "number";
    members.set(
      key,
      isNumber ? { kind: "number", source: text, key } : memberOf(container, key, place),
    );
  }
  return container.written = members;
}

/** The number of a container in the layout, found from that of the next one round it which has been found. */
function placeOf(container: JsonObject | JsonArray): number {
  const path: (JsonObject | JsonArray)[] = [];
  for (
    let one: JsonObject | JsonArray | null = container;
    one !== null && one.place < 0;
    one = one.parent
  ) path.push(one);
  for (let one = path.pop(); one !== undefined; one = path.pop()) {
    const same = one.parent === null ? null : writtenMembers(one.parent).get(one.key);
    one.place = typeof same === "object" && same !== null && same.kind !== "number"
      ? same.place
      : 0;
  }
  return container.place;
}
