/**
 * A JSON reader that loses nothing: numbers stay text, so that 64-bit seeds are exact, and the order and the
 * spelling of keys is kept. `JSON.parse` rounds integers above 2^53. It nests as deeply as the text does, without recursion.
 *
 * @module
 */

/** A number as it is written. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** The part of a document that a value takes up; cut out only when asked for, or deep nesting would cost its square. */
class Span {
  constructor(
    private readonly document: string,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** The value as it is written. */
  get text(): string {
    return this.document.slice(this.start, this.end);
  }
}

/** An object: its entries in order, and its text. */
export class JsonObject extends Span {
  constructor(
    readonly entries: ReadonlyArray<readonly [string, JsonValue]>,
    document: string,
    start: number,
    end: number,
  ) {
    super(document, start, end);
  }

  /** The value under `key`, the last of several. */
  get(key: string): JsonValue | undefined {
    for (let i = this.entries.length - 1; i >= 0; i--) {
      const entry = this.entries[i];
      if (entry !== undefined && entry[0] === key) return entry[1];
    }
    return undefined;
  }
}

/** An array: its items, and its text. */
export class JsonArray extends Span {
  constructor(readonly items: readonly JsonValue[], document: string, start: number, end: number) {
    super(document, start, end);
  }
}

/** Any JSON value. */
export type JsonValue = string | boolean | null | JsonNumber | JsonObject | JsonArray;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
/** A document of more values is not read: each takes a hundred times the memory of its text. */
export const MAX_VALUES = 500_000;

/** Stands for a document that is JSON as far as it was read, and holds too many values. */
export const TOO_LARGE = new JsonNumber("");

/**
 * Reads one JSON document.
 *
 * @returns The value; `undefined` where the text is no JSON; `TOO_LARGE` where it holds more than half a million values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const value = readJson('{"seed": 18446744073709551615}');
 * assert.deepEqual(value instanceof JsonObject && value.get("seed"), new JsonNumber("18446744073709551615"));
 * ```
 */
export function readJson(text: string): JsonValue | undefined {
  const reader = new Reader(text);
  const open: Container[] = [];
  for (let values = 0; values < MAX_VALUES; values++) {
    const container = reader.opening();
    let value: JsonValue | undefined;
    if (container === undefined) value = reader.scalar();
    else if (reader.next(container.closing)) value = container.close(text, reader.at);
    else if (!container.isObject || reader.key(container)) {
      open.push(container);
      continue;
    }
    // A value that is complete goes into its container, which may be complete with it.
    for (;;) {
      if (value === undefined) return undefined;
      const parent = open[open.length - 1];
      if (parent === undefined) return reader.atEnd() ? value : undefined;
      parent.add(value);
      if (reader.next(",")) {
        if (parent.isObject && !reader.key(parent)) return undefined;
        break;
      }
      open.pop();
      value = reader.next(parent.closing) ? parent.close(text, reader.at) : undefined;
    }
  }
  return TOO_LARGE;
}

/** An object or array while it is read. */
class Container {
  key = "";
  private readonly entries: [string, JsonValue][] = [];
  private readonly items: JsonValue[] = [];

  constructor(readonly isObject: boolean, private readonly start: number) {}

  get closing(): string {
    return this.isObject ? "}" : "]";
  }

  add(value: JsonValue): void {
    if (this.isObject) this.entries.push([this.key, value]);
    else this.items.push(value);
  }

  close(document: string, end: number): JsonObject | JsonArray {
    return this.isObject
      ? new JsonObject(this.entries, document, this.start, end)
      : new JsonArray(this.items, document, this.start, end);
  }
}

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.match(BLANKS);
    return this.at === this.text.length;
  }

  /** Steps over blanks and `character`, if it comes next. */
  next(character: string): boolean {
    this.match(BLANKS);
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** The object or array that begins here, if one does. */
  opening(): Container | undefined {
    if (this.next("{")) return new Container(true, this.at - 1);
    return this.next("[") ? new Container(false, this.at - 1) : undefined;
  }

  /** Reads the next key of an object and its colon. */
  key(object: Container): boolean {
    const key = this.next('"') ? this.string() : undefined;
    if (key === undefined) return false;
    object.key = key;
    return this.next(":");
  }

  scalar(): JsonValue | undefined {
    if (this.next('"')) return this.string();
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    const number = this.match(NUMBER);
    return number === undefined ? undefined : new JsonNumber(number);
  }

  /** The string whose opening quote was read. */
  private string(): string | undefined {
    const start = this.at;
    let escaped = false;
    for (let at = start; at < this.text.length; at++) {
      const unit = this.text.charCodeAt(at);
      if (unit === 0x5c) {
        escaped = true;
        at++;
      } else if (unit === 0x22) {
        this.at = at + 1;
        return escaped ? unescape(this.text.slice(start - 1, this.at)) : this.text.slice(start, at);
      } else if (unit < 0x20) {
        return undefined;
      }
    }
    return undefined;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found[0];
  }
}

const WORDS: ReadonlyArray<readonly [string, JsonValue]> = [
  ["true", true],
  ["false", false],
  ["null", null],
  // Python writes what JSON has no word for.
  ["NaN", null],
  ["Infinity", null],
  ["-Infinity", null],
];

function unescape(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

/** The text of a string, number or boolean; `undefined` for anything else. */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.text;
  return typeof value === "boolean" ? String(value) : undefined;
}

/** Whether a value is a string, a number or a boolean: whatever `scalarText` has a text for. */
export function isScalar(value: JsonValue): value is string | boolean | JsonNumber {
  return value !== null && !isJsonObject(value) && !isJsonArray(value);
}

/** The text of any value: scalars as they are, `null` as nothing, the rest as JSON. */
export function valueText(value: JsonValue): string {
  if (value instanceof JsonObject || value instanceof JsonArray) return value.text;
  return scalarText(value) ?? "";
}

/** Whether a value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof JsonObject;
}

/** Whether a value is an array. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return value instanceof JsonArray;
}

/** The member of an object under `key`, the last of several; `undefined` where there is none, or `value` is no object. */
export function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value.get(key) : undefined;
}

/** The members of an object in order; none of anything else. */
export function entriesOf(
  value: JsonValue | undefined,
): ReadonlyArray<readonly [string, JsonValue]> {
  return isJsonObject(value) ? value.entries : [];
}

/** The items of an array; none of anything else. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value.items : [];
}
