/**
 * From the texts of a container to the one text that is stored: alone as it is, several that go together in an envelope.
 *
 * @module
 */
import { withoutUnstorable } from "../record/text.ts";
import { type Text, TextList, Texts, type TextSource } from "../record/texts.ts";
import { inEnvelope, SIDECAR } from "./envelope.ts";
import type { Generator } from "./generator.ts";
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
 * texts that its generator reads beside it are stored with it. Under the key `parameters` every text counts, a blank one nowhere,
 * and no sidecar that tells of a model.
 *
 * @param entries In order of precedence; none is read that nobody asks for.
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
): Gathered | null {
  const list = new TextList(cleaned(entries));
  for (let place = 0;; place++) {
    const entry = list.sourceAt(place);
    if (entry === undefined) return null;
    const text = list.textAt(place);
    if (text === null || text.key === SIDECAR && isModelPage(text.json)) continue;
    const generator = recogniser(new Texts(text, list), table);
    if (generator !== undefined) return together(list, place, text, generator);
    if (text.key === PARAMETERS) {
      return { text: text.raw, source: entry.source, generator: null, isRead: false };
    }
  }
}

function* cleaned(entries: Iterable<GatheredEntry>): Iterable<GatheredEntry> {
  for (const entry of entries) {
    yield {
      key: entry.key,
      source: entry.source,
      read: (): string | null => {
        const text = entry.read();
        return text === null ? null : withoutUnstorable(text);
      },
    };
  }
}

/** The text in question, and those that its generator read beside it. */
function together(
  list: TextList<GatheredEntry>,
  place: number,
  text: Text,
  generator: Generator,
): Gathered {
  const texts = new Texts(text, list);
  const isRead = generator.read(texts) !== null;
  if (texts.asked.length === 0) {
    return { text: text.raw, source: list.sourceAt(place)?.source ?? "", generator, isRead };
  }
  const places = new Set([place, ...texts.asked.map((key) => list.placeOf(key))]);
  const kept = [...places].filter((at) => at >= 0).sort((a, b) => a - b)
    .map((at) => ({ text: list.textAt(at) as Text, source: list.sourceAt(at)?.source ?? "" }))
    .filter(({ text }, i, all) => all.findIndex((other) => other.text.key === text.key) === i);
  const rank = (key: string): number => {
    const at = generator.keys.indexOf(key);
    return at < 0 ? Infinity : at;
  };
  const [main] = kept.slice().sort((a, b) => rank(a.text.key) - rank(b.text.key));
  return {
    text: inEnvelope(kept.map(({ text }) => [text.key, text.raw])),
    source: main?.source ?? "",
    generator,
    isRead,
  };
}
