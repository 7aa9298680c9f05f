/**
 * One walk through a JSON document: its objects and texts in order, strings that are JSON objects themselves opened.
 *
 * It goes through what the engine has parsed; only the object that is read afterwards becomes a value that loses nothing.
 *
 * @module
 */
import {
  areSorted,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  type Parsed,
  parsedOf,
  partOf,
  readJson,
  writtenKeys,
} from "../../record/json.ts";
import { normaliseText } from "../../record/text.ts";
import { type DocumentKey, documentKey, MEANINGLESS, type Shape } from "./document_keys.ts";

/** What stands in a document. */
export interface Survey {
  /** Every string that was not opened, as it is written, if its key is made for infotexts or it holds a colon. */
  readonly strings: readonly string[];
  /** Of each whether its key is made for infotexts: its own, or that of the array that it stands in. */
  readonly areInfotexts: readonly boolean[];
  /** The first object of generation fields. */
  readonly fields: JsonValue | undefined;
  /** Its place among the objects, outer ones before those inside, or `Infinity`. */
  readonly fieldsAt: number;
  /** The places of the first objects that have a shape. */
  readonly shapes: ReadonlyMap<Shape, number>;
  /** Those objects. */
  readonly shaped: ReadonlyMap<Shape, JsonValue>;
  /** Whether its order is that of the engine, which puts keys that are integers first, and perhaps not that of the text. */
  readonly isMoved: boolean;
}

/** A container whose members are being visited. */
interface Visit {
  parsed: Parsed;
  /** The keys of an object; null for an array. */
  keys: readonly string[] | null;
  size: number;
  /** The member that is visited next. */
  next: number;
  /** The key that it has in the container round it. */
  key: string | number;
  /** The meaning of the key that its items stand under. */
  meaning: DocumentKey;
  /** Its place among the objects. */
  place: number;
  /** How many of its members are known fields. A string prompt counts twice. */
  fields: number;
  /** How many strings were opened to reach it. */
  opened: number;
  /** The value that loses nothing, once it is needed, and at the root of a document. */
  value: JsonValue | undefined;
}

/** Strings that are JSON objects themselves are opened this deep. */
const MAX_OPENED = 8;
const OPENING = /^[\s\0\uFEFF]*\{/;
/** The length of the shortest parameters line, `Steps:1`, and of the shortest object that says anything, `{"c":1}`. */
const SHORTEST = 7;
/** Known fields that make an object one of generation fields. */
const MIN_FIELDS = 3;

/** A walk, and what it has found. */
export class Walk implements Survey {
  readonly strings: string[] = [];
  readonly areInfotexts: boolean[] = [];
  fields: JsonValue | undefined = undefined;
  fieldsAt = Infinity;
  readonly shapes = new Map<Shape, number>();
  readonly shaped = new Map<Shape, JsonValue>();
  isMoved = false;
  private objects = 0;
  /** The containers round the next member. Each is filled anew with the next one of its depth. */
  private readonly visits: Visit[] = [];
  private depth = 0;

  /** @param isExact Whether the order of the text is kept where it is not the engine's. */
  constructor(private readonly isExact: boolean) {}

  run(document: JsonValue): void {
    this.enterDocument(document, MEANINGLESS, 0);
    while (this.depth > 0) this.visit(this.visits[this.depth - 1] as Visit);
  }

  /** Visits members up to the first that is a container, or to the end. */
  private visit(visit: Visit): void {
    const { parsed, keys, size, opened } = visit;
    let { meaning } = visit;
    for (let i = visit.next; i < size; i++) {
      const key = keys === null ? i : keys[i] as string;
      const value = parsed[key];
      if (keys !== null) {
        meaning = documentKey(key as string);
        if (meaning !== MEANINGLESS) this.note(visit, meaning, value);
      }
      if (typeof value === "string") {
        if (value.length < SHORTEST && !meaning.isInfotext) continue;
        visit.next = i + 1;
        if (this.meetString(value, meaning, opened)) return;
      } else if (typeof value === "object" && value !== null && mayTell(value, meaning)) {
        visit.next = i + 1;
        this.enter(value as Parsed, key, meaning, opened, undefined);
        return;
      }
    }
    this.depth--;
  }

  /** Takes note of a member whose key has a meaning. */
  private note(visit: Visit, { target, shapes }: DocumentKey, value: unknown): void {
    const { place } = visit;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i] as Shape;
      if (place < (this.shapes.get(shape) ?? Infinity) && hasShape(visit, shape)) {
        this.shapes.set(shape, place);
        this.shaped.set(shape, this.valueAt(this.depth - 1) ?? null);
      }
    }
    if (target === undefined || place > this.fieldsAt || !isScalar(value)) return;
    visit.fields += target === "positive" && typeof value === "string" ? 2 : 1;
    if (visit.fields >= MIN_FIELDS && place < this.fieldsAt) {
      this.fieldsAt = place;
      this.fields = this.valueAt(this.depth - 1);
    }
  }

  /** Opens a string, or keeps it. Returns whether its object is visited next. */
  private meetString(raw: string, meaning: DocumentKey, opened: number): boolean {
    if (mayOpen(raw)) {
      const inner = readJson(normaliseText(raw).trim());
      if (isJsonObject(inner)) {
        if (opened < MAX_OPENED) this.enterDocument(inner, meaning, opened + 1);
        return opened < MAX_OPENED;
      }
    }
    if (meaning.isInfotext || raw.indexOf(":") >= 0) {
      this.strings.push(raw);
      this.areInfotexts.push(meaning.isInfotext);
    }
    return false;
  }

  private enterDocument(root: JsonValue, meaning: DocumentKey, opened: number): void {
    if (isJsonObject(root) || isJsonArray(root)) {
      this.enter(parsedOf(root), "", meaning, opened, root);
    }
  }

  private enter(
    parsed: Parsed,
    key: string | number,
    meaning: DocumentKey,
    opened: number,
    value: JsonValue | undefined,
  ): void {
    const depth = this.depth++;
    const isArray = Array.isArray(parsed);
    const keys = isArray ? null : Object.keys(parsed);
    const size = isArray ? parsed.length : (keys as readonly string[]).length;
    const place = isArray ? -1 : this.objects++;
    const visit = this.visits[depth];
    if (visit === undefined) {
      this.visits.push({
        parsed,
        keys,
        size,
        next: 0,
        key,
        meaning,
        place,
        fields: 0,
        opened,
        value,
      });
    } else {
      visit.parsed = parsed;
      visit.keys = keys;
      visit.size = size;
      visit.next = 0;
      visit.key = key;
      visit.meaning = meaning;
      visit.place = place;
      visit.fields = 0;
      visit.opened = opened;
      visit.value = value;
    }
    if (keys === null || !areSorted(keys)) return;
    if (!this.isExact) this.isMoved = true;
    else {
      (this.visits[depth] as Visit).keys = writtenKeys(this.valueAt(depth));
    }
  }

  /** The value of a container that is being visited. */
  private valueAt(depth: number): JsonValue | undefined {
    let known = depth;
    while (this.visits[known]?.value === undefined) known--;
    for (; known < depth; known++) {
      const inner = this.visits[known + 1] as Visit;
      inner.value = partOf(this.visits[known]?.value, inner.key);
    }
    return this.visits[depth]?.value;
  }
}

/** Whether a container may hold anything that is looked for: arrays of numbers and short texts do not. */
function mayTell(container: object, meaning: DocumentKey): boolean {
  if (!Array.isArray(container) || meaning.isInfotext) return true;
  for (let i = 0; i < container.length; i++) {
    const item: unknown = container[i];
    if (typeof item === "string" ? item.length >= SHORTEST : typeof item === "object") return true;
  }
  return false;
}

function hasShape({ keys }: Visit, shape: Shape): boolean {
  const found = new Set((keys ?? []).map((key) => documentKey(key).inShape));
  return shape.keys.every((key) => found.has(key));
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object";
}

const BRACE = 0x7b;
const SPACE = 0x20;
const LAST_ASCII = 0x7f;

/** Whether a string begins as an object does. Hardly any needs the pattern. */
function mayOpen(raw: string): boolean {
  const first = raw.charCodeAt(0);
  return first === BRACE || (first <= SPACE || first > LAST_ASCII) && OPENING.test(raw);
}
