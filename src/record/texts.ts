/**
 * Texts of one picture by their keys, each read, cleaned and decoded once, and only when somebody asks for it.
 *
 * @module
 */
import { type JsonValue, readJson } from "./json.ts";
import { normaliseText } from "./text.ts";

/** A text that can be read: an entry of a container. */
export interface TextSource {
  /** Its key in lower case: `parameters`, `comment`, `usercomment`, … */
  readonly key: string;
  /** Reads it; null when that is not possible. */
  read(): string | null;
}

/** One text. */
export class Text {
  /** The text with LF line ends, without NUL and U+FEFF, trimmed. */
  readonly normal: string;
  private value: JsonValue | undefined;
  private isDecoded = false;
  /** Work that was done, and its result, in turns. There is hardly ever more than one. */
  private results: unknown[] | null = null;

  /**
   * Makes a text.
   *
   * @param key Its key in lower case; empty where nobody knows it.
   * @param raw The text as it was read.
   */
  constructor(readonly key: string, readonly raw: string) {
    this.normal = normaliseText(raw).trim();
  }

  /** The JSON document that it is; `undefined` where it is none, or a bare string, number or word. */
  get json(): JsonValue | undefined {
    if (!this.isDecoded) {
      this.isDecoded = true;
      if (mayBeJson(this.normal)) this.value = readJson(this.normal);
    }
    return this.value;
  }

  /**
   * The result of some work on this text, which is done once however often it is asked for.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * let calls = 0;
   * const length = ({ normal }: Text): number => (calls++, normal.length);
   * const text = new Text("comment", " fern\0 ");
   * assert.deepEqual([text.once(length), text.once(length), calls], [4, 4, 1]);
   * ```
   */
  once<T>(work: (text: Text) => T): T {
    const { results } = this;
    if (results !== null) {
      for (let at = 0; at < results.length; at += 2) {
        if (results[at] === work) return results[at + 1] as T;
      }
    }
    const result = work(this);
    // A list that grows from nothing gets room for many, which costs a fiftieth of parsing.
    if (this.results === null) this.results = [work, result];
    else this.results.push(work, result);
    return result;
  }
}

/** Whether a text can be a JSON object or array, which is worth a try. */
export function mayBeJson(text: string): boolean {
  return text.startsWith("{") || text.startsWith("[");
}

/** Most texts of one picture that are looked at. */
const MAX_TEXTS = 1000;

/** The texts of one picture in order of precedence, read one after another as far as they are needed. */
export class TextList<Source extends TextSource = TextSource> {
  private readonly sources: Source[] = [];
  private readonly texts: (Text | null | undefined)[] = [];
  private readonly rest: Iterator<Source>;

  /** Makes a list; nothing is read yet. */
  constructor(sources: Iterable<Source>) {
    this.rest = sources[Symbol.iterator]();
  }

  /** Gives the source at a place; `undefined` after the last. */
  sourceAt(place: number): Source | undefined {
    if (place >= MAX_TEXTS) return undefined;
    while (this.sources.length <= place) {
      const { done, value } = this.rest.next();
      if (done === true) return undefined;
      this.sources.push(value);
    }
    return this.sources[place];
  }

  /** The text at a place; null where it is blank or cannot be read. */
  textAt(place: number): Text | null {
    const known = this.texts[place];
    if (known !== undefined) return known;
    const source = this.sourceAt(place);
    const raw = source === undefined ? null : source.read();
    const text = raw === null || source === undefined ? null : new Text(source.key, raw);
    return this.texts[place] = text === null || text.normal === "" ? null : text;
  }

  /** The place of the first text under a key that is not blank, or -1. */
  placeOf(key: string): number {
    for (let place = 0;; place++) {
      const source = this.sourceAt(place);
      if (source === undefined) return -1;
      if (source.key === key && this.textAt(place) !== null) return place;
    }
  }
}

/**
 * A text in question, and any other of the same picture by its key.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const texts = Texts.under({ comment: '{"steps": 28}', source: "Fern 1" });
 * assert.equal(texts.text.key, "comment");
 * assert.equal(texts.get("source")?.normal, "Fern 1");
 * assert.equal(texts.get("title"), undefined);
 * ```
 */
export class Texts {
  private keys: string[] | null = null;

  /**
   * Puts a text in question.
   *
   * @param text The one in question.
   * @param list All texts of the picture; null where there is no other.
   */
  constructor(readonly text: Text, private readonly list: TextList | null = null) {}

  /** Texts by key, the first of them in question. */
  static under(texts: Readonly<Record<string, string>>): Texts {
    const list = new TextList(
      Object.entries(texts).map(([key, text]) => ({ key, read: (): string => text })),
    );
    return new Texts(list.textAt(0) ?? new Text("", ""), list);
  }

  /** The keys that were asked for. */
  get asked(): readonly string[] {
    return this.keys ?? [];
  }

  /** The text under a key in lower case; `undefined` where there is none, or a blank one. */
  get(key: string): Text | undefined {
    (this.keys = this.keys ?? []).push(key);
    if (key === this.text.key) return this.text;
    const place = this.list === null ? -1 : this.list.placeOf(key);
    return place < 0 ? undefined : this.list?.textAt(place) ?? undefined;
  }
}
