/**
 * Keys of JSON documents that tell whose format a document is of, or that hold generation fields.
 *
 * @module
 */
import { type KeyTarget, normaliseKey, targetOf } from "../../record/keys.ts";

/** Keys that only one program's objects have together. */
export interface Shape {
  /** Normalised keys; the first is looked for, and the others beside it where it is found. */
  readonly keys: readonly string[];
}

/** The keys of all shapes; with each the shapes whose first key it is. */
const SHAPES = new Map<string, Shape[]>();

/**
 * A shape that surveys look for from now on.
 *
 * @param keys Normalised keys. The one that the fewest documents have is best put first.
 */
export function newShape(keys: readonly string[]): Shape {
  const shape = { keys };
  keys.forEach((key, at) =>
    SHAPES.set(key, [...SHAPES.get(key) ?? [], ...at === 0 ? [shape] : []])
  );
  known.clear();
  return shape;
}

/** Keys of JSON documents under which tools keep an infotext. */
const INFOTEXT_KEYS: ReadonlySet<string> = new Set(["parameters", "infotext", "usercomment"]);

/** The meaning of a key. */
export interface DocumentKey {
  /** The generation field or prompt that it names. */
  readonly target: KeyTarget | undefined;
  /** Whether it is made for infotexts. */
  readonly isInfotext: boolean;
  /** Its normalised form if a shape has it, else empty. */
  readonly inShape: string;
  /** The shapes whose first key it is. */
  readonly shapes: readonly Shape[];
}

/** The meaning of most keys. */
export const MEANINGLESS: DocumentKey = {
  target: undefined,
  isInfotext: false,
  inShape: "",
  shapes: [],
};

const MOST_KNOWN = 2048;
const LONGEST_KNOWN = 64;
/** By spelling: working a meaning out takes twenty times as long as finding it here. */
const known = new Map<string, DocumentKey>();

/** The meaning of a key as it is written. */
export function documentKey(key: string): DocumentKey {
  const found = known.get(key);
  if (found !== undefined) return found;
  const meaning = meaningOf(key);
  if (known.size >= MOST_KNOWN) known.clear();
  if (key.length <= LONGEST_KNOWN) known.set(key, meaning);
  return meaning;
}

function meaningOf(key: string): DocumentKey {
  const normal = normaliseKey(key);
  const target = targetOf(normal);
  const shapes = SHAPES.get(normal);
  const isInfotext = INFOTEXT_KEYS.has(key.toLowerCase());
  return target === undefined && shapes === undefined && !isInfotext ? MEANINGLESS : {
    target,
    isInfotext,
    inShape: shapes === undefined ? "" : normal,
    shapes: shapes ?? MEANINGLESS.shapes,
  };
}
