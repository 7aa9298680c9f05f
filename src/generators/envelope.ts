/**
 * Several texts of one picture as one: `{"sqlite-sd":1,"texts":{"key":"text",…}}`. Nothing else is taken for such an envelope.
 *
 * @module
 */
import {
  entriesOf,
  isJsonObject,
  type JsonNumber,
  type JsonValue,
  memberOf,
  scalarText,
} from "../record/json.ts";
import { Text, TextList, type TextSource } from "../record/texts.ts";

const MARK = "sqlite-sd";
const ENVELOPE_VERSION = "1";

/**
 * The texts of an envelope, in order of precedence; null where a text is no envelope.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../record/texts.ts";
 * const list = textsInEnvelope(new Text("", '{"sqlite-sd":1,"texts":{"comment":"a fern"}}'));
 * assert.equal(list?.textAt(0)?.raw, "a fern");
 * assert.equal(textsInEnvelope(new Text("", '{"texts":{"comment":"a fern"}}')), null);
 * ```
 */
export function textsInEnvelope(text: Text): TextList | null {
  if (!isJsonObject(text.json)) return null;
  const mark = memberOf(text.json, MARK);
  const texts = memberOf(text.json, "texts");
  // A number alone is the mark: a stranger's `"1"` or `true` is not ours.
  const isMarked = isNumber(mark) && scalarText(mark) === ENVELOPE_VERSION;
  if (!isMarked || !isJsonObject(texts)) return null;
  const sources: TextSource[] = [];
  for (const [key, value] of entriesOf(texts)) {
    if (typeof value === "string") sources.push({ key, read: () => value });
  }
  return new TextList(sources);
}

function isNumber(value: JsonValue | undefined): value is JsonNumber {
  return typeof value === "object" && value !== null && value.kind === "number";
}

/**
 * Texts as an envelope; one alone, whatever its key, as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(inEnvelope([["comment", "a"], ["source", "b"]]), '{"sqlite-sd":1,"texts":{"comment":"a","source":"b"}}');
 * ```
 */
export function inEnvelope(texts: ReadonlyArray<readonly [key: string, text: string]>): string {
  if (texts.length === 1) return texts[0]?.[1] ?? "";
  // Put together by hand: an object would move keys that are numbers to its front.
  const members = texts.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
  return `{"${MARK}":${ENVELOPE_VERSION},"texts":{${members.join(",")}}}`;
}

/** The key of a sidecar's text. */
export const SIDECAR = "sidecar";

/**
 * Puts the text of a sidecar beside what is stored of a picture: it fills what is missing there.
 *
 * @param source Where the stored text stands: `exif:UserComment`, … Its key is what follows the colon.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   withSidecar("a", "png:parameters", "b"),
 *   '{"sqlite-sd":1,"texts":{"parameters":"a","sidecar":"b"}}',
 * );
 * ```
 */
export function withSidecar(stored: string, source: string, sidecar: string): string {
  const key = source.slice(source.indexOf(":") + 1).toLowerCase();
  const list = textsInEnvelope(new Text(key, stored));
  const texts: [string, string][] = [];
  for (let place = 0; list !== null && list.sourceAt(place) !== undefined; place++) {
    const text = list.textAt(place);
    if (text !== null) texts.push([text.key, text.raw]);
  }
  return inEnvelope([...list === null ? [[key, stored] as const] : texts, [SIDECAR, sidecar]]);
}
