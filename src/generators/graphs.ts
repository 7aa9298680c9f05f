/**
 * Graphs among the texts of a picture.
 *
 * @module
 */
import { Text, type TextList, Texts } from "../record/texts.ts";
import { textsInEnvelope } from "./envelope.ts";
import { chosenOnce, type Generator, type GraphNodeRow, type GraphTraits } from "./generator.ts";

/** A text that is a graph. */
export interface FoundGraph {
  readonly text: Text;
  /** Its place among the texts. */
  readonly place: number;
  readonly generator: Generator;
  readonly traits: GraphTraits;
  /** How much it tells. */
  readonly worth: number;
}

/** Worth of a graph that tells all there is to tell. */
const ALL = 1;

const haveGraphs = chosenOnce(({ graphs }) => graphs !== undefined);

/** The graph that one text is; null where it is none. */
export function graphIn(
  text: Text,
  table: readonly Generator[],
  list: TextList | null = null,
  place = 0,
): FoundGraph | null {
  const ofGraphs = haveGraphs(table);
  for (let i = 0; i < ofGraphs.length; i++) {
    const generator = ofGraphs[i] as Generator;
    const traits = generator.graphs;
    if (traits === undefined || !generator.recognises(new Texts(text, list))) continue;
    return { text, place, generator, traits, worth: traits.worth(text) };
  }
  return null;
}

/** All graphs among texts. */
export function* graphsAmong(
  list: TextList,
  table: readonly Generator[],
  isAsked: (key: string) => boolean = () => true,
): Iterable<FoundGraph> {
  for (let place = 0;; place++) {
    const source = list.sourceAt(place);
    if (source === undefined) return;
    const text = isAsked(source.key) ? list.textAt(place) : null;
    const found = text === null ? null : graphIn(text, table, list, place);
    if (found !== null) yield found;
  }
}

/**
 * The graph among texts that tells most, the first of several.
 *
 * @param isAsked Tells under which keys one may stand; no other text is read. Default: under all.
 */
export function graphAmong(
  list: TextList,
  table: readonly Generator[],
  isAsked?: (key: string) => boolean,
): FoundGraph | null {
  let best: FoundGraph | null = null;
  for (const found of graphsAmong(list, table, isAsked)) {
    if (best === null || found.worth > best.worth) best = found;
    if (best.worth === ALL) break;
  }
  return best;
}

/** The graph that a stored text is or holds. */
function graphInStored(stored: string, table: readonly Generator[]): FoundGraph | null {
  const text = new Text("", stored);
  if (text.normal === "") return null;
  const list = textsInEnvelope(text);
  return list === null ? graphIn(text, table) : graphAmong(list, table);
}

/** Why nothing is read from a stored text that is a graph; null for any other. */
export function whyNothing(stored: string, table: readonly Generator[]): string | null {
  const found = graphInStored(stored, table);
  return found === null ? null : found.traits.whyNothing(found.text);
}

/**
 * Lists the nodes of the graph that a stored text is or holds.
 *
 * @returns Null where there is none, or it cannot be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GENERATORS } from "./table.ts";
 * const text = '{"3": {"class_type": "SaveImage", "inputs": {"filename_prefix": "fern"}}}';
 * assert.deepEqual(listNodes(text, GENERATORS), [
 *   { id: "3", class_type: "SaveImage", title: null, inputs: '{"filename_prefix":"fern"}' },
 * ]);
 * ```
 */
export function listNodes(
  stored: string,
  table: readonly Generator[],
): readonly GraphNodeRow[] | null {
  const found = graphInStored(stored, table);
  return found === null ? null : found.traits.nodes(found.text);
}
