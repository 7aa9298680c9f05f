/**
 * A JSON reader that loses nothing: numbers stay text, so that 64-bit seeds are exact, and the order and the
 * spelling of keys is kept. `JSON.parse` rounds integers above 2^53.
 *
 * @module
 */

/** A number as it is written. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** An object: its entries in order, and its text. */
export class JsonObject {
  constructor(
    readonly entries: ReadonlyArray<readonly [string, JsonValue]>,
    readonly text: string,
  ) {}

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
export class JsonArray {
  constructor(readonly items: readonly JsonValue[], readonly text: string) {}
}

/** Any JSON value. */
export type JsonValue = string | boolean | null | JsonNumber | JsonObject | JsonArray;

/** Nesting beyond this is refused; no known writer comes near. */
const MAX_DEPTH = 200;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;

/**
 * Reads one JSON document.
 *
 * @returns The value, or `undefined` where the text is no JSON or is nested too deeply.
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
  const value = reader.value(0);
  return value !== undefined && reader.atEnd() ? value : undefined;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.match(BLANKS);
    return this.at === this.text.length;
  }

  value(depth: number): JsonValue | undefined {
    this.match(BLANKS);
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case "{":
        return depth < MAX_DEPTH ? this.object(depth + 1) : undefined;
      case "[":
        return depth < MAX_DEPTH ? this.array(depth + 1) : undefined;
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
    }
    const number = this.match(NUMBER);
    return number === undefined || number === "" ? undefined : new JsonNumber(number);
  }

  private object(depth: number): JsonObject | undefined {
    const start = this.at++;
    const entries: [string, JsonValue][] = [];
    if (this.next("}")) return new JsonObject(entries, this.text.slice(start, this.at));
    do {
      this.match(BLANKS);
      const key = this.text[this.at] === '"' ? this.string() : undefined;
      if (key === undefined || !this.next(":")) return undefined;
      const value = this.value(depth);
      if (value === undefined) return undefined;
      entries.push([key, value]);
    } while (this.next(","));
    return this.next("}") ? new JsonObject(entries, this.text.slice(start, this.at)) : undefined;
  }

  private array(depth: number): JsonArray | undefined {
    const start = this.at++;
    const items: JsonValue[] = [];
    if (this.next("]")) return new JsonArray(items, this.text.slice(start, this.at));
    do {
      const value = this.value(depth);
      if (value === undefined) return undefined;
      items.push(value);
    } while (this.next(","));
    return this.next("]") ? new JsonArray(items, this.text.slice(start, this.at)) : undefined;
  }

  private string(): string | undefined {
    const start = this.at;
    let escaped = false;
    for (let at = start + 1; at < this.text.length; at++) {
      const unit = this.text.charCodeAt(at);
      if (unit === 0x5c) {
        escaped = true;
        at++;
      } else if (unit === 0x22) {
        this.at = at + 1;
        return escaped ? unescape(this.text.slice(start, this.at)) : this.text.slice(start + 1, at);
      } else if (unit < 0x20) {
        return undefined;
      }
    }
    return undefined;
  }

  private word<T>(word: string, value: T): T | undefined {
    if (!this.text.startsWith(word, this.at)) return undefined;
    this.at += word.length;
    return value;
  }

  /** Steps over blanks and `character`, if it comes next. */
  private next(character: string): boolean {
    this.match(BLANKS);
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found[0];
  }
}

function unescape(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}
