/**
 * Strict reading of a safetensors header as JSON: what JSON.parse rounds or hides is seen here (exact numbers, a key
 * twice, lone surrogates, depth). It goes over the bytes and builds no values: a header of 100 MB may hold 50 million.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8259.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { escapeEnd, unescape } from "./json_escapes.ts";
import { isDigit, numberEnd, wholeEnd } from "./json_number.ts";
import { decodeUtf8, withoutCutCharacter } from "../bytes/text.ts";

/** Why bytes are not the JSON that a header must be, and where. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";

  /** `at` is the place in the header. */
  constructor(readonly code: "bad_json" | "too_deep", message: string, readonly at: number) {
    super(message);
  }
}

/** A string: where its content begins and ends. */
export interface JsonText {
  readonly from: number;
  readonly to: number;
  readonly hasEscapes: boolean;
}

/** Bytes with a meaning in JSON. */
export const BYTE = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  colon: 0x3a,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  openBracket: 0x5b,
  closeBracket: 0x5d,
} as const;

/** The depth at which the reference implementation gives up. */
const MAX_DEPTH = 128;
const WORDS = ["true", "false", "null"];
/** Greatest unsigned integer of 64 bits. */
export const MAX_U64 = 2n ** 64n - 1n;
const MAX_U64_DIGITS = 20;
/** Numbers of so many digits are exact. */
const EXACT_DIGITS = 15;
/** A string of all bytes makes names cheap, at the cost of as much memory. */
const MAX_LATIN1 = 4 * 1024 * 1024;
/** By a byte 1 when it stands for itself in a string. */
const IS_PLAIN = new Uint8Array(256).fill(1, 0x20);
IS_PLAIN[BYTE.quote] = IS_PLAIN[BYTE.backslash] = 0;
/** Buffer for short names with escapes. */
const scratch = Buffer.alloc(1024);
/** Of a name that a detail tells. */
const MAX_SHOWN_BYTES = 200;

/** Goes over JSON value by value; throws {@link JsonFault}. */
export class JsonCursor {
  /** The place that is read next. */
  at = 0;
  /** Number of values read; a list or an object counts as two, so that empty ones add up as well. */
  values = 0;
  readonly #buffer: Buffer;
  readonly #latin1: string | null;

  /** Begins at the start of `bytes`, which have to be UTF-8. */
  constructor(readonly bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#latin1 = bytes.length <= MAX_LATIN1 ? this.#buffer.toString("latin1") : null;
  }

  /** Steps over JSON's white space. @returns The byte that comes next; -1 at the end. */
  peek(): number {
    const byte = this.bytes[this.at] ?? -1;
    return byte > 0x20 ? byte : this.peekFurther();
  }

  private peekFurther(): number {
    const { bytes } = this;
    let { at } = this;
    let byte = bytes[at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
    this.at = at;
    return byte ?? -1;
  }

  /** Steps over white space and `byte`, if it comes next. */
  next(byte: number): boolean {
    // White space is rare.
    if (this.bytes[this.at] !== byte && this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** Steps over what must come next. */
  expect(byte: number): void {
    if (!this.next(byte)) this.fail(`"${String.fromCharCode(byte)}" is missing`);
  }

  /** Reads the entries of an object whose brace was read; `value` reads the value behind each key. */
  entries(value: (key: JsonText) => void): void {
    if (this.next(BYTE.closeBrace)) return;
    do value(this.key()); while (this.next(BYTE.comma));
    this.expect(BYTE.closeBrace);
  }

  /** Reads the items of a list whose bracket was read; `item` reads each. */
  items(item: () => void): void {
    if (this.next(BYTE.closeBracket)) return;
    do item(); while (this.next(BYTE.comma));
    this.expect(BYTE.closeBracket);
  }

  private key(): JsonText {
    this.expect(BYTE.quote);
    const key = this.string();
    this.expect(BYTE.colon);
    return key;
  }

  /** Steps over any value. */
  skip(depth: number): void {
    if (depth >= MAX_DEPTH) throw new JsonFault("too_deep", "it is nested too deeply", this.at);
    this.values++;
    const first = this.peek();
    if (first === BYTE.quote) {
      this.at++;
      this.string();
    } else if (first === BYTE.openBrace) {
      this.values++;
      this.at++;
      if (this.next(BYTE.closeBrace)) return;
      do {
        this.key();
        this.skip(depth + 1);
      } while (this.next(BYTE.comma));
      this.expect(BYTE.closeBrace);
    } else if (first === BYTE.openBracket) {
      this.values++;
      this.at++;
      if (this.next(BYTE.closeBracket)) return;
      do this.skip(depth + 1); while (this.next(BYTE.comma));
      this.expect(BYTE.closeBracket);
    } else if (first < 0x61 || !WORDS.some((word) => this.word(word))) this.number();
  }

  /** Steps over a value that must be text; gives null for any other. */
  text(depth: number): JsonText | null {
    if (this.peek() !== BYTE.quote) {
      this.skip(depth);
      return null;
    }
    this.values++;
    this.at++;
    return this.string();
  }

  /** Steps over a value; gives null unless it is a whole number of 64 bits. Beyond 2^53 it is a bigint. */
  whole(depth: number): number | bigint | null {
    const first = this.peek();
    if (!isDigit(first)) {
      this.skip(depth);
      return null;
    }
    this.values++;
    const { bytes, at: from } = this;
    const to = this.number();
    if (to !== this.at || to - from > MAX_U64_DIGITS) return null;
    if (to - from > EXACT_DIGITS) {
      const value = BigInt(this.#buffer.toString("latin1", from, to));
      return value > MAX_U64 ? null : value;
    }
    let value = first - 0x30;
    for (let at = from + 1; at < to; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
    return value;
  }

  private word(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** Steps over a number. @returns Where its whole part ends. */
  private number(): number {
    const whole = wholeEnd(this.bytes, this.at);
    if (whole === this.at) this.fail("a value is missing");
    this.at = numberEnd(this.bytes, whole);
    return whole;
  }

  /** Reads a string whose opening quote was read. */
  string(): JsonText {
    const { bytes, at: from } = this;
    let hasEscapes = false;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (IS_PLAIN[byte] === 1) continue;
      if (byte === BYTE.quote) {
        this.at = at + 1;
        return { from, to: at, hasEscapes };
      }
      if (byte !== BYTE.backslash) this.fail("a string holds a control code");
      hasEscapes = true;
      at = escapeEnd(bytes, at) - 1;
      if (at < 0) this.fail("a string holds a wrong escape, or half a surrogate pair");
    }
    return this.fail("a string has no end");
  }

  /** Whether a string is `word`, which is plain ASCII. */
  is(text: JsonText, word: string): boolean {
    const { from, to, hasEscapes } = text;
    if (hasEscapes) return this.nameOf(text) === word;
    if (to - from !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[from + i] !== word.charCodeAt(i)) return false;
    }
    return true;
  }

  /** A string to compare with others of this kind: each byte of its UTF-8 as a character. */
  nameOf({ from, to, hasEscapes }: JsonText): string {
    if (!hasEscapes) {
      return this.#latin1?.slice(from, to) ?? this.#buffer.toString("latin1", from, to);
    }
    const target = to - from <= scratch.length ? scratch : Buffer.alloc(to - from);
    return target.toString("latin1", 0, unescape(this.bytes, from, to, target));
  }

  /** Says what is wrong here. */
  fail(message: string): never {
    throw new JsonFault("bad_json", message, this.at);
  }
}

/** A name of {@link JsonCursor.nameOf} as a detail tells it: in one line, a long one is cut. */
export function shownName(name: string): string {
  const bytes = Uint8Array.from(name.slice(0, MAX_SHOWN_BYTES), (unit) => unit.charCodeAt(0));
  const isCut = name.length > MAX_SHOWN_BYTES;
  const text = decodeUtf8(isCut ? withoutCutCharacter(bytes) : bytes);
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "\ufffd") + (isCut ? "…" : "");
}
