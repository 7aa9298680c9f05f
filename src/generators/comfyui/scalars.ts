/**
 * Literal inputs as texts, numbers and switches.
 *
 * @module
 */
import {
  isJsonArray,
  isJsonObject,
  isScalar,
  type JsonValue,
  memberOf,
  parsedOf,
} from "../../record/json.ts";
import { spellingOf } from "../../record/spelling.ts";
import { readReal } from "../../record/values.ts";

/** A text, a number or a switch. */
export type Scalar = Exclude<JsonValue, null | { kind: "object" } | { kind: "array" }>;

/** A literal that is no object or array; of an object the `content` that some file choosers keep beside a picture. */
export function scalarOf(value: JsonValue | undefined): Scalar | undefined {
  if (value === undefined) return undefined;
  const inner = isJsonObject(value) ? memberOf(value, "content") ?? null : value;
  return isScalar(inner) ? inner as Scalar : undefined;
}

/** Longer texts name nothing. */
const MAX_NAME = 4_096;

/** The text of a scalar as it is written, if it may be a name; `undefined` for anything else. */
export function writtenText(value: JsonValue | undefined): string | undefined {
  const scalar = scalarOf(value);
  if (typeof scalar === "boolean") return String(scalar);
  if (typeof scalar === "string") return scalar.length > MAX_NAME ? undefined : scalar;
  if (scalar === undefined) return undefined;
  return spellingOf(scalar);
}

/** Longer texts are no words or numbers. */
const MAX_WORD = 64;

/** A number, or the number that a text is; null for anything else. */
export function numberOf(value: JsonValue | undefined): number | null {
  if (typeof value === "string") return value.length > MAX_WORD ? null : readReal(value.trim());
  if (value === null || typeof value !== "object" || value.kind !== "number") return null;
  const { source, key } = value;
  if (typeof source === "string") return readReal(source);
  const number = isJsonObject(source) || isJsonArray(source) ? parsedOf(source)[key] : null;
  return typeof number === "number" ? number : null;
}

/** Whether a value says yes or no in any of the words that nodes use; null for neither. */
export function switchOf(value: JsonValue | undefined): boolean | null {
  if (typeof value === "boolean") return value;
  const word = wordOf(value)?.toLowerCase();
  if (word === "on" || word === "true" || word === "enable" || word === "enabled" || word === "1") {
    return true;
  }
  const isNo = word === "off" || word === "false" || word === "disable" || word === "disabled" ||
    word === "0";
  return isNo ? false : null;
}

/** The text of a scalar that is as short as a word. */
export function wordOf(value: JsonValue | undefined): string | undefined {
  const text = writtenText(value);
  return text === undefined || text.length > MAX_WORD ? undefined : text;
}
