/**
 * Readings of a text, or of several of one picture.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import { Text, type TextList, Texts } from "../record/texts.ts";
import { textsInEnvelope } from "./envelope.ts";
import { chosenOnce, type Generator } from "./generator.ts";
import { type FoundGraph, graphAmong, graphIn } from "./graphs.ts";

/** The key under which any text counts. */
export const PARAMETERS = "parameters";

/** Findings in one text, or in several that go together. */
export interface Reading {
  /** The generator that read it; null for a bare prompt, which is of no format. */
  readonly generator: Generator | null;
  readonly findings: Findings;
}

/** The first generator of a table that recognises the text in question. */
export function recogniser(texts: Texts, table: readonly Generator[]): Generator | undefined {
  const { json, key } = texts.text;
  const asked = json !== undefined ? table : key === "" ? ofAnyText(table) : notOfJson(table);
  for (let i = 0; i < asked.length; i++) {
    const generator = asked[i] as Generator;
    if (generator.recognises(texts)) return generator;
  }
  return undefined;
}

/** The generators of a table that may recognise a text that is no JSON, and of those one whose key nobody knows. */
const notOfJson = chosenOnce(({ isJson }) => isJson !== true);
const ofAnyText = chosenOnce(({ isJson, needsKey }) => isJson !== true && needsKey !== true);

/**
 * The first generator that recognises one of the texts that a stored text stands for; one of graphs only where all that is
 * recognised are graphs.
 */
export function firstRecogniser(
  stored: string,
  table: readonly Generator[],
): Generator | undefined {
  const text = new Text("", stored);
  if (text.normal === "") return undefined;
  const list = textsInEnvelope(text);
  if (list === null) return recogniser(new Texts(text), table);
  let ofGraph: Generator | undefined;
  for (let place = 0; list.sourceAt(place) !== undefined; place++) {
    const inside = list.textAt(place);
    const found = inside === null ? undefined : recogniser(new Texts(inside, list), table);
    if (found !== undefined && found.graphs === undefined) return found;
    ofGraph = ofGraph ?? found;
  }
  return ofGraph;
}

/**
 * Reads what a stored text stands for: the main reading first, then those of texts that belong to others, that of a graph last.
 *
 * @param stored One text, or an envelope.
 */
export function readingsOf(stored: string, table: readonly Generator[]): readonly Reading[] {
  const text = new Text("", stored);
  if (text.normal === "") return [];
  const list = textsInEnvelope(text);
  if (list !== null) return readTogether(list, table);
  const texts = new Texts(text);
  const generator = recogniser(texts, table);
  if (generator === undefined) return readPlain(texts, table);
  const graph = readGraph(graphIn(text, table));
  if (generator.graphs !== undefined) return graph;
  const own = readingBy(generator, texts);
  return graph.length === 0 ? own : [...own, ...graph];
}

function readingBy(generator: Generator, texts: Texts): readonly Reading[] {
  const findings = generator.read(texts);
  return findings === null ? [] : [{ generator, findings }];
}

function readGraph(found: FoundGraph | null): readonly Reading[] {
  return found === null ? [] : readingBy(found.generator, new Texts(found.text));
}

/** Reads texts in order of precedence. What stands under a key of a generator that has read belongs to it. */
function readTogether(list: TextList, table: readonly Generator[]): readonly Reading[] {
  const readings: Reading[] = [];
  const done = new Set<string>();
  let plain: Texts | null = null;
  for (let place = 0; list.sourceAt(place) !== undefined; place++) {
    const text = list.textAt(place);
    if (text === null || done.has(text.key)) continue;
    const generator = recogniser(new Texts(text, list), table);
    if (generator?.graphs !== undefined) continue;
    const texts = new Texts(text, list);
    const found = generator === undefined ? [] : readingBy(generator, texts);
    if (found.length > 0) {
      readings.push(...found);
      for (const key of [text.key, ...texts.asked]) done.add(key);
    } else if (generator === undefined) {
      if (text.key === PARAMETERS) readings.push(...readPlain(texts, table));
      plain = plain ?? texts;
    }
  }
  readings.push(...readGraph(graphAmong(list, table)));
  return readings.length === 0 && plain !== null ? readPlain(plain, table) : readings;
}

function readPlain(texts: Texts, table: readonly Generator[]): readonly Reading[] {
  for (const generator of table) {
    const findings = generator.readPlain?.(texts) ?? null;
    if (findings !== null) return [{ generator: null, findings }];
  }
  return [];
}
