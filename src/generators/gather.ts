/**
 * From the texts of a container to the one text that is stored: alone as it is, several that go together in an envelope.
 *
 * @module
 */
import { type Text, TextList, Texts, type TextSource } from "../record/texts.ts";
import { inEnvelope, SIDECAR } from "./envelope.ts";
import type { Generator } from "./generator.ts";
import { graphAmong, graphsAmong } from "./graphs.ts";
import { PARAMETERS, recogniser } from "./readings.ts";
import { isModelPage } from "./shared/model_page.ts";
import { GENERATORS } from "./table.ts";

/** A text of a container. */
export interface GatheredEntry extends TextSource {
  /** Its place, for `files.metadata_source`. */
  readonly source: string;
}

/** Text of a picture as it is stored. */
export interface Gathered {
  /** The text, or an envelope. */
  readonly text: string;
  /** Place of the most important text. */
  readonly source: string;
  /** Whose format it is; null for a text that counts only because of its key. */
  readonly generator: Generator | null;
  /** Whether its generator finds a record in it. */
  readonly isRead: boolean;
}

/** The keys of containers that generators want, each once, in the order of the table. */
export function wantedKeys(table: readonly Generator[] = GENERATORS): readonly string[] {
  return [...new Set(table.flatMap(({ keys }) => keys))];
}

/**
 * Chooses among the texts of a picture. The first in the container's order of precedence that a generator recognises decides;
 * texts that its generator reads beside it are stored with it, and so is a graph, wherever it stands. Under the key
 * `parameters` every text counts, a blank one nowhere, and no sidecar that tells of a model.
 *
 * @param entries In order of precedence, without NUL, U+FEFF and lone surrogates; none is read that nobody asks for.
 * @param keepGraphs Whether every graph is stored, not only the one that tells most. Default: false.
 * @returns What to store; null when nothing counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const entries = [["software", "GIMP"], ["comment", '{"prompt": "a fern", "steps": 20}']]
 *   .map(([key = "", text = ""]) => ({ key, source: `png:${key}`, read: () => text }));
 * assert.equal(gather(entries)?.source, "png:comment");
 * assert.equal(gather(entries)?.generator?.name, "json");
 * ```
 */
export function gather(
  entries: Iterable<GatheredEntry>,
  table: readonly Generator[] = GENERATORS,
  keepGraphs = false,
): Gathered | null {
  const list = new TextList(entries);
  let ofGraph: Generator | undefined;
  let graphKey = "";
  for (let place = 0;; place++) {
    const entry = list.sourceAt(place);
    if (entry === undefined) break;
    if (ofGraph !== undefined && (entry.key === graphKey || isOnlyOf(ofGraph, entry.key, table))) {
      continue;
    }
    const text = list.textAt(place);
    if (text === null || text.key === SIDECAR && isModelPage(text.json)) continue;
    const generator = recogniser(new Texts(text, list), table);
    if (generator?.graphs !== undefined) [ofGraph, graphKey] = [ofGraph ?? generator, text.key];
    else if (generator !== undefined || text.key === PARAMETERS && ofGraph === undefined) {
      return together(list, { place, text, generator: generator ?? null }, table, keepGraphs);
    }
  }
  return ofGraph === undefined ? null : together(list, null, table, keepGraphs);
}

/** Whether a key is one of a generator's that no other generator reads. */
function isOnlyOf(generator: Generator, key: string, table: readonly Generator[]): boolean {
  return generator.keys.indexOf(key) >= 0 &&
    table.every((other) => other.graphs !== undefined || other.keys.indexOf(key) < 0);
}

/** The text in question. */
interface Main {
  readonly place: number;
  readonly text: Text;
  /** Null for a text that counts only because of its key. */
  readonly generator: Generator | null;
}

/** A text that is stored. */
interface Kept {
  readonly place: number;
  readonly key: string;
  readonly stored: string;
}

/**
 * Puts together the text in question, those that its generator reads beside it, and a graph.
 *
 * @param main Null where there are only graphs.
 */
function together(
  list: TextList<GatheredEntry>,
  main: Main | null,
  table: readonly Generator[],
  keepGraphs: boolean,
): Gathered | null {
  const isAsked = (key: string): boolean =>
    main === null ||
    key !== main.text.key && table.some((generator) =>
        generator.graphs !== undefined && generator.keys.indexOf(key) >= 0
      );
  const graph = graphAmong(list, table, isAsked);
  const graphs = graph === null
    ? []
    : [graph, ...keepGraphs ? graphsAmong(list, table, isAsked) : []];
  const own = main === null ? null : ownTexts(list, main);
  const kept = [
    ...own?.kept ?? [],
    ...graphs.map(({ place, text, traits }) => ({
      place,
      key: text.key,
      stored: traits.slim(text.raw),
    })),
  ].filter(({ key }, i, all) => all.findIndex((other) => other.key === key) === i);
  const text = inEnvelope(kept.map(({ key, stored }) => [key, stored]));
  if (main !== null) {
    const source = list.sourceAt(own?.main ?? main.place)?.source ?? "";
    return { text, source, generator: main.generator, isRead: own?.isRead ?? false };
  }
  if (graph === null) return null;
  const { generator } = graph;
  const isRead = generator.read(new Texts(graph.text)) !== null;
  return { text, source: list.sourceAt(graph.place)?.source ?? "", generator, isRead };
}

/** The text in question and those that its generator read beside it, in the order of precedence. */
function ownTexts(
  list: TextList<GatheredEntry>,
  { place, text, generator }: Main,
): { readonly kept: Kept[]; readonly main: number; readonly isRead: boolean } {
  const keptAt = (at: number): Kept => {
    const { key, raw } = list.textAt(at) as Text;
    return { place: at, key, stored: raw };
  };
  if (generator === null || generator.readsAlone) {
    return { kept: [keptAt(place)], main: place, isRead: generator !== null };
  }
  const texts = new Texts(text, list);
  const isRead = generator.read(texts) !== null;
  const places = new Set([place, ...texts.asked.map((key) => list.placeOf(key))]);
  places.delete(-1);
  if (places.size === 1) return { kept: [keptAt(place)], main: place, isRead };
  const kept = [...places].sort((a, b) => a - b).map(keptAt)
    .filter(({ key }, i, all) => all.findIndex((other) => other.key === key) === i);
  const rank = ({ key }: Kept): number => {
    const at = generator.keys.indexOf(key);
    return at < 0 ? Infinity : at;
  };
  const [first] = kept.length === 1 ? kept : kept.slice().sort((a, b) => rank(a) - rank(b));
  return { kept, main: first?.place ?? place, isRead };
}
