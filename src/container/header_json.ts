/**
 * Strict reading of a safetensors header as JSON: what JSON.parse rounds or hides is seen here (exact numbers, a key
 * twice, lone surrogates, depth).
 *
 * @module
 */

/** Why a text is not the JSON that a header must be, and where. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";

  /** `at` is the place in the text, in UTF-16 units. */
  constructor(readonly code: "bad_json" | "too_deep", message: string, readonly at: number) {
    super(message);
  }
}

/** A number as it is written. */
export class RawNumber {
  constructor(readonly text: string) {}
}

/** An object with its entries in order, also those whose key comes twice. */
export class RawObject {
  constructor(readonly entries: readonly (readonly [key: string, value: RawValue])[]) {}

  /** The value under `key`, the last of several. */
  get(key: string): RawValue | undefined {
    let found: RawValue | undefined;
    for (const [name, value] of this.entries) if (name === key) found = value;
    return found;
  }
}

/** Any JSON value. */
export type RawValue = string | boolean | null | RawNumber | RawObject | readonly RawValue[];

/** The depth at which the reference implementation gives up. */
const MAX_DEPTH = 128;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// deno-lint-ignore no-control-regex
const CONTROL = /[\0-\x1f]/;
const WORDS = [["true", true], ["false", false], ["null", null]] as const;

/** Reads JSON values one by one; throws {@link JsonFault}. */
export class JsonCursor {
  /** The place that is read next. */
  at = 0;

  /** Begins at the start of `text`. */
  constructor(readonly text: string) {}

  /** Steps over JSON's white space. @returns The character that comes next; empty at the end. */
  peek(): string {
    for (;; this.at++) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) {
        return this.text.charAt(this.at);
      }
    }
  }

  /** Steps over white space and `character`, if it comes next. */
  next(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  /** Steps over what must come next. */
  expect(character: string): void {
    if (!this.next(character)) this.fail(`"${character}" is missing`);
  }

  /** Reads the entries of an object whose brace was read; `value` reads the value behind each key. */
  entries(value: (key: string) => void): void {
    if (this.next("}")) return;
    do {
      this.expect('"');
      const key = this.string();
      this.expect(":");
      value(key);
    } while (this.next(","));
    this.expect("}");
  }

  /** Reads any value. */
  value(depth = 1): RawValue {
    if (depth >= MAX_DEPTH) throw new JsonFault("too_deep", "it is nested too deeply", this.at);
    const first = this.peek();
    if (first === '"') {
      this.at++;
      return this.string();
    }
    if (first === "{") {
      this.at++;
      const entries: [string, RawValue][] = [];
      this.entries((key) => entries.push([key, this.value(depth + 1)]));
      return new RawObject(entries);
    }
    if (first === "[") {
      this.at++;
      return this.items(depth);
    }
    return this.scalar();
  }

  private items(depth: number): RawValue[] {
    const items: RawValue[] = [];
    if (this.next("]")) return items;
    do items.push(this.value(depth + 1)); while (this.next(","));
    this.expect("]");
    return items;
  }

  private scalar(): RawValue {
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const [number] = NUMBER.exec(this.text) ?? this.fail("a value is missing");
    this.at += number.length;
    return new RawNumber(number);
  }

  /** Reads a string whose opening quote was read. */
  string(): string {
    const start = this.at;
    for (let end = this.text.indexOf('"', start); end >= 0; end = this.text.indexOf('"', end + 1)) {
      if (this.isEscaped(start, end)) continue;
      const content = this.text.slice(start, end);
      const value = content.includes("\\") ? this.unescape(content) : content;
      if (value === content && CONTROL.test(content)) this.fail("a string holds a control code");
      this.at = end + 1;
      return value;
    }
    return this.fail("a string has no end");
  }

  /** Whether an odd number of backslashes stands before `at`. */
  private isEscaped(start: number, at: number): boolean {
    let from = at;
    while (from > start && this.text.charCodeAt(from - 1) === 0x5c) from--;
    return (at - from) % 2 === 1;
  }

  private unescape(content: string): string {
    let value: string;
    try {
      value = String(JSON.parse(`"${content}"`));
    } catch {
      return this.fail("a string holds a wrong escape or a control code");
    }
    return value.isWellFormed() ? value : this.fail("a string holds half a surrogate pair");
  }

  /** Says what is wrong here. */
  fail(message: string): never {
    throw new JsonFault("bad_json", message, this.at);
  }
}
