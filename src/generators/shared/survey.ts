/**
 * One walk through a JSON document: its objects and texts in order, strings that are JSON objects themselves opened.
 *
 * @module
 */
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  isScalar,
  itemsOf,
  type JsonValue,
  readJson,
} from "../../record/json.ts";
import { keyFacts } from "../../record/keys.ts";
import { normaliseText } from "../../record/text.ts";
import type { Text } from "../../record/texts.ts";

/** What stands in a document, in its order. */
export interface Survey {
  /** Every key of every object, normalised. */
  readonly keys: ReadonlySet<string>;
  /** Every object, outer ones before those inside. */
  readonly objects: readonly JsonValue[];
  /** Every string that was not opened, as it is written. */
  readonly strings: readonly string[];
  /** The key of each: its own, or that of the array that it stands in. */
  readonly stringKeys: readonly string[];
  /** The place of the first object of generation fields, or `Infinity`. */
  readonly fieldsAt: number;
}

/** Strings that are JSON objects themselves are opened this deep. */
const MAX_OPENED = 8;
const OPENING = /^[\s\0\uFEFF]*\{/;

/** The survey of a text, made once; of one that is no JSON it is empty. */
export function surveyOf(text: Text): Survey {
  return text.once(survey);
}

/**
 * The place of the first object that has all of these normalised keys, or `Infinity`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../../record/texts.ts";
 * const survey = surveyOf(new Text("", '{"meta": {"seed": 1, "Sampler Name": "x"}}'));
 * assert.equal(placeOf(survey, ["sampler_name", "seed"]), 1);
 * ```
 */
export function placeOf({ keys, objects }: Survey, wanted: readonly string[]): number {
  if (!wanted.every((key) => keys.has(key))) return Infinity;
  const place = objects.findIndex((object) => {
    const own = new Set(entriesOf(object).map(([key]) => keyFacts(key).normal));
    return wanted.every((key) => own.has(key));
  });
  return place < 0 ? Infinity : place;
}

/** A container whose members are being visited. */
interface Visit {
  readonly entries: ReadonlyArray<readonly [string, JsonValue]>;
  readonly items: readonly JsonValue[];
  /** The key that the container itself stands under. */
  readonly key: string;
  /** How many strings were opened to reach it. */
  readonly opened: number;
  next: number;
}

function survey(text: Text): Survey {
  const walk = new Walk();
  if (text.json !== undefined) walk.run(text.json);
  return walk;
}

class Walk implements Survey {
  readonly keys = new Set<string>();
  readonly objects: JsonValue[] = [];
  readonly strings: string[] = [];
  readonly stringKeys: string[] = [];
  fieldsAt = Infinity;
  private readonly visits: Visit[] = [];

  run(document: JsonValue): void {
    this.meet(document, "", 0);
    for (let visit = this.last(); visit !== undefined; visit = this.last()) {
      const { entries, items, key, opened } = visit;
      const at = visit.next++;
      const entry = entries[at];
      const item = items[at];
      if (entry !== undefined) this.meet(entry[1], entry[0], opened);
      else if (item !== undefined) this.meet(item, key, opened);
      else this.visits.pop();
    }
  }

  private last(): Visit | undefined {
    return this.visits[this.visits.length - 1];
  }

  private meet(value: JsonValue, key: string, opened: number): void {
    if (typeof value === "string") this.meetString(value, key, opened);
    else if (isJsonObject(value)) {
      const entries = entriesOf(value);
      this.note(entries);
      this.objects.push(value);
      this.visits.push({ entries, items: [], key, opened, next: 0 });
    } else if (isJsonArray(value)) {
      this.visits.push({ entries: [], items: itemsOf(value), key, opened, next: 0 });
    }
  }

  private note(entries: Visit["entries"]): void {
    for (let i = 0; i < entries.length; i++) {
      this.keys.add(keyFacts(entries[i]?.[0] ?? "").normal);
    }
    if (this.fieldsAt === Infinity && areFields(entries)) this.fieldsAt = this.objects.length;
  }

  private meetString(raw: string, key: string, opened: number): void {
    const inner = OPENING.test(raw) ? readJson(normaliseText(raw).trim()) : undefined;
    if (!isJsonObject(inner)) {
      this.strings.push(raw);
      this.stringKeys.push(key);
    } else if (opened < MAX_OPENED) {
      this.meet(inner, key, opened + 1);
    }
  }
}

const MIN_FIELDS = 3;

/** Whether members are generation fields: a string prompt and one known scalar, or three known scalars. */
function areFields(entries: Visit["entries"]): boolean {
  let known = 0;
  let hasPrompt = false;
  for (let i = 0; i < entries.length; i++) {
    const [key, value] = entries[i] as Visit["entries"][number];
    const { target } = keyFacts(key);
    if (target === undefined || !isScalar(value)) continue;
    known++;
    hasPrompt = hasPrompt || target === "positive" && typeof value === "string";
  }
  return known >= (hasPrompt ? 2 : MIN_FIELDS);
}
