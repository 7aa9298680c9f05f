/**
 * The roots of a scan, and the names under which their files may be known.
 *
 * @module
 */
import { isRegularFile } from "../files/facts.ts";
import { folderOf, nameOf, prefixOf } from "../files/paths.ts";
import { foldersAbove } from "../files/walk.ts";
import type { FileStore } from "./rows/file_store.ts";

/** A folder or a file to walk through. */
export interface Root {
  readonly path: string;
  /** Paths below which rows of its files may stand: its own, and other names of it or of what is in it. */
  readonly names: string[];
}

/**
 * Finds the roots to walk through: each folder once, whatever it is called, under the name by which its files are known.
 *
 * @param paths Absolute paths, none inside another.
 */
export function chooseRoots(paths: readonly string[], store: FileStore): Root[] {
  const roots = new Map<string, Root>();
  // A folder comes before what is in it.
  const places = paths.map((path) => ({ path, place: placeOf(path) }))
    .sort((a, b) => a.place.length - b.place.length);
  for (const { path, place } of places) {
    const outer = [place, ...foldersAbove(place)].find((folder) => roots.has(folder));
    const root = roots.get(outer ?? place);
    if (root !== undefined) root.names.push(path);
    else if (path === place) roots.set(place, { path, names: [path] });
    else {
      const isKnownByPlace = !store.hasBelow(path) && store.hasBelow(place);
      roots.set(place, { path: isKnownByPlace ? place : path, names: [path, place] });
    }
  }
  return [...roots.values()];
}

/** The path without links to folders; a link to a file is a file of its own. */
function placeOf(path: string): string {
  try {
    return isRegularFile(path)
      ? prefixOf(Deno.realPathSync(folderOf(path))) + nameOf(path)
      : Deno.realPathSync(path);
  } catch {
    return path;
  }
}
