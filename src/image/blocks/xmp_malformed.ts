/**
 * The description in an XMP packet that is no well-formed XML (entities: https://www.w3.org/TR/xml/#sec-predefined-ent).
 *
 * @module
 */

import { type LocalisedText, preferredText } from "./localised_text.ts";

const DC_PREFIX = /xmlns:([\w.-]+)\s*=\s*["']http:\/\/purl\.org\/dc\/elements\/1\.1\/["']/g;
const OPEN_TAG = /<([\w.-]+):description(?=[\s>])/g;
const OPEN_ITEM = /<[\w.-]+:li(?=[\s/>])/g;
const LANGUAGE = /\sxml:lang\s*=\s*["']([^"']*)["']/;
const ATTRIBUTE = /\s([\w.-]+):description\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Half a tag or half an entity, where a packet is cut off. */
const CUT_MARKUP = /(?:<[^<>]*|&[#\w]{0,8})$/;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g;

const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}

function withoutEntities(text: string): string {
  return text.replace(ENTITY, (entity, decimal, hex, name) => {
    if (decimal !== undefined) return fromCodePoint(Number(decimal));
    if (hex !== undefined) return fromCodePoint(parseInt(hex, 16));
    return NAMED[name] ?? entity;
  });
}

interface Stretch {
  /** The opening tag, without its `>`. */
  readonly tag: string;
  readonly content: string;
  readonly prefix: string;
}

/**
 * Finds the elements that `open` begins, none inside another; one that is not closed reaches to the end.
 * Each character is looked at once, however the tags stand.
 */
function* elements(text: string, open: RegExp): Generator<Stretch> {
  let done = 0;
  for (const match of text.matchAll(open)) {
    if (match.index < done) continue;
    const start = text.indexOf(">", match.index) + 1;
    if (start === 0) return;
    const tag = text.slice(match.index, start - 1);
    const isEmpty = tag.endsWith("/");
    const close = isEmpty ? start : text.indexOf(`</${match[0].slice(1)}>`, start);
    done = close < 0 ? text.length : close;
    const content = text.slice(start, done);
    const prefix = match[1] ?? "";
    yield { tag, prefix, content: close < 0 ? content.replace(CUT_MARKUP, "") : content };
  }
}

function itemsOf(description: string): LocalisedText[] {
  return Array.from(elements(description, OPEN_ITEM), ({ tag, content }) => ({
    language: LANGUAGE.exec(tag)?.[1] ?? null,
    text: content,
  }));
}

/**
 * Reads the text between the tags of each `dc:description`, for a packet that a parser refuses.
 * Takes the decoded packet; what looks like a tag inside the text stays.
 *
 * @example
 * ```ts
 * import { descriptionsBetweenTags } from "./xmp_malformed.ts";
 * const [text] = descriptionsBetweenTags("<dc:description>a <lora:b:1> &amp; c</dc:description>");
 * if (text !== "a <lora:b:1> & c") throw new Error(text);
 * ```
 */
export function descriptionsBetweenTags(packet: string): string[] {
  const prefixes = new Set(["dc", ...Array.from(packet.matchAll(DC_PREFIX), (m) => m[1])]);
  const texts: string[] = [];
  for (const { content, prefix } of elements(packet, OPEN_TAG)) {
    if (prefixes.has(prefix)) texts.push(preferredText(itemsOf(content)) ?? content);
  }
  for (const [, prefix, double, single] of packet.matchAll(ATTRIBUTE)) {
    if (prefixes.has(prefix)) texts.push(double ?? single ?? "");
  }
  return texts.map(withoutEntities);
}
