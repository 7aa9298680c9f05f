/**
 * Making and ordering the entries of a picture.
 *
 * @module
 */

import type { BlockReader } from "../bytes/block_reader.ts";
import type { TextEntry } from "./format.ts";

/**
 * Makes the entries of a place that may hold several texts under one key. Which comes first is known only once they
 * are read, so the n-th entry is the n-th of `texts`, made when it is asked for.
 *
 * @param count Most texts that there can be; where there are fewer, the last entries read as null.
 */
export function rankedEntries(
  key: string,
  source: string,
  count: number,
  texts: Iterator<string>,
): readonly TextEntry[] {
  const known: string[] = [];
  const ranked = (rank: number): string | null => {
    while (known.length <= rank) {
      const { done, value } = texts.next();
      if (done) return null;
      known.push(value);
    }
    return known[rank] ?? null;
  };
  return Array.from({ length: count }, (_, rank) => ({ key, source, read: () => ranked(rank) }));
}

/** Works out once what follows from wanted keys: a scan wants the same list for every file. */
export function oncePerKeys<Result>(
  work: (keys: readonly string[]) => Result,
): (keys: readonly string[]) => Result {
  const known = new WeakMap<readonly string[], { readonly result: Result }>();
  return (keys) => {
    const found = known.get(keys) ?? { result: work(keys) };
    known.set(keys, found);
    return found.result;
  };
}

/** Locates the blocks of a file once, for its texts and for its size. */
export function oncePerReader<Layout extends object>(
  locate: (reader: BlockReader) => Layout,
): (reader: BlockReader) => Layout {
  const known = new WeakMap<BlockReader, Layout>();
  return (reader) => {
    const layout = known.get(reader) ?? locate(reader);
    known.set(reader, layout);
    return layout;
  };
}

const placesOf = oncePerKeys((keys): ReadonlyMap<string, number> =>
  new Map(keys.map((key, place) => [key, place]))
);

/** Picks those of some keys that are wanted, in the order of the wanted ones: a picture has few of the many. */
export function wantedAmong(some: Iterable<string>, wanted: readonly string[]): readonly string[] {
  const all = new Set(some);
  if (all.size === 0) return [];
  const places = placesOf(wanted);
  const found = [...all].filter((key) => places.has(key));
  return found.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** Picks the entries under the keys, in the order of the keys. */
export function* inOrderOf(
  keys: readonly string[],
  entries: readonly TextEntry[],
): Generator<TextEntry> {
  if (entries.length === 0) return;
  for (const key of wantedAmong(entries.map((entry) => entry.key), keys)) {
    yield* entries.filter((entry) => entry.key === key);
  }
}
