/**
 * JSON as it is written: how much it holds, where its containers begin and end, how its members are spelt.
 *
 * @module
 */
import { countOf } from "./engine.ts";

/** The most values of a document that is read: each takes a hundred times the memory of its text. */
export const MAX_VALUES = 500_000;
/** The deepest nesting that is read. QuickJS parses by recursion; this takes half of its stack. */
export const MAX_DEPTH = 4_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** Sets the bit that tells `{` from `[` and `}` from `]`. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Whether a document holds more values than are read, or nests more deeply. Text that is no JSON is counted like JSON. */
export function isOverBounds(text: string): boolean {
  // For texts of 2 KB counting takes QuickJS a quarter of the time of reading them.
  if (text.length <= MAX_DEPTH) return false;
  const brackets = countOf(text, "[", MAX_DEPTH) + countOf(text, "{", MAX_DEPTH);
  if (text.length <= MAX_VALUES && brackets <= MAX_DEPTH) return false;
  let values = 1;
  let depth = 0;
  let before = 0;
  for (let at = 0; at < text.length && depth <= MAX_DEPTH && values <= MAX_VALUES; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= SPACE) continue;
    if (unit === QUOTE) at = closingQuote(text, at) ?? text.length;
    else if (unit === COMMA) values++;
    else if ((unit | BRACE_BIT) === OPENING) {
      depth++;
      values++;
    } else if ((unit | BRACE_BIT) === CLOSING) {
      depth--;
      // An empty container is one value.
      if ((before | BRACE_BIT) === OPENING) values--;
    }
    before = unit;
  }
  return depth > MAX_DEPTH || values > MAX_VALUES;
}

/** Finds the quote that closes the string whose opening quote is at `from`. */
export function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    // An odd number of backslashes before a quote makes it a character of the string.
    let before = at - 1;
    while (before > from && text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at;
  }
  return undefined;
}

/** Every key of digits in a valid document, in order; also the end of a longer key, behind a quote inside of it. */
export function digitKeys(text: string): string[] {
  return (text.match(/"\d+"(?=\s*:)/g) ?? []).map((key) => key.slice(1, -1));
}

/** A member of an object or an item of an array, as it is written. */
export interface WrittenMember {
  /** The key; of an item its number. */
  readonly key: string | number;
  readonly text: string;
  /** The number of the container that it is, else -1. */
  readonly place: number;
}

/** Places of the containers of a valid document, numbered as they begin; found in one pass, however they nest. */
export class JsonLayout {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** The number of the first container behind each. */
  private readonly after: number[] = [];

  constructor(private readonly text: string) {
    const open: number[] = [];
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) at = closingQuote(text, at) ?? text.length;
      else if ((unit | BRACE_BIT) === OPENING) {
        open.push(this.starts.length);
        this.starts.push(at);
        this.ends.push(at);
        this.after.push(0);
      } else if ((unit | BRACE_BIT) === CLOSING) {
        const closed = open.pop() ?? 0;
        this.ends[closed] = at + 1;
        this.after[closed] = this.starts.length;
      }
    }
  }

  /** A container as it is written. */
  textOf(container: number): string {
    return this.text.slice(this.starts[container], this.ends[container]);
  }

  /** The members of an object or the items of an array, in order. */
  membersOf(container: number): WrittenMember[] {
    const { text } = this;
    const start = this.starts[container] as number;
    const end = this.ends[container] as number - 1;
    const isObject = text.charCodeAt(start) === OPENING;
    const members: WrittenMember[] = [];
    let inner = container + 1;
    for (let at = skipBlanks(text, start + 1); at < end;) {
      let key: string | number = members.length;
      if (isObject) {
        const close = closingQuote(text, at) ?? end;
        key = decodeString(text.slice(at, close + 1));
        at = skipBlanks(text, text.indexOf(":", close) + 1);
      }
      const isContainer = (text.charCodeAt(at) | BRACE_BIT) === OPENING;
      const behind = isContainer ? this.ends[inner] as number : scalarEnd(text, at);
      members.push({
        key,
        text: isContainer ? "" : text.slice(at, behind),
        place: isContainer ? inner : -1,
      });
      if (isContainer) inner = this.after[inner] as number;
      at = skipBlanks(text, skipBlanks(text, behind) + 1);
    }
    return members;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

const WORD = /[^,\]}\s]*/y;

function scalarEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === QUOTE) return (closingQuote(text, from) ?? text.length) + 1;
  WORD.lastIndex = from;
  WORD.test(text);
  return WORD.lastIndex;
}

/** The text of a valid JSON string. */
export function decodeString(literal: string): string {
  return literal.indexOf("\\") < 0 ? literal.slice(1, -1) : String(JSON.parse(literal));
}
