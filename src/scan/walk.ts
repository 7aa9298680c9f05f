/**
 * Folders to image files.
 *
 * @module
 */
import { basename, dirname, join, resolve, sep } from "node:path";
import { sidecarNames } from "../container/sidecar.ts";
import { isRegularFile } from "./facts.ts";

/** An image by its name, and the sidecars that stand beside it. */
export interface Entry {
  /** Absolute path. */
  readonly path: string;
  /** Absolute paths of its sidecars, those that exist, in the order in which they count. */
  readonly sidecars: readonly string[];
}

/** A folder or file that cannot be looked at. */
export interface WalkError {
  /** Absolute path. */
  readonly path: string;
  /** Why, in one line. */
  readonly reason: string;
}

const SIDECAR = /\.(?:json|txt)$/;
const IMAGE = /\.(?:png|jpe?g|webp)$/i;

/**
 * The roots of a scan: absolute, without those that lie inside another.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(scanRoots(["/a/b", "/a", "/a/"]), ["/a"]);
 * ```
 */
export function scanRoots(paths: readonly string[]): string[] {
  const roots = new Set(paths.map((path) => resolve(path)));
  return [...roots].filter((root) => !foldersAbove(root).some((folder) => roots.has(folder)));
}

/** Whether a path lies below one of the folders. */
export function isInside(path: string, folders: ReadonlySet<string>): boolean {
  return foldersAbove(path).some((folder) => folders.has(folder));
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Every image file below a root, folder by folder, in the order of names. Links to files are followed, links to folders
 * are not, so that no loop is possible.
 *
 * @param root An absolute path of a folder, or of a file, which counts whatever its name is.
 * @param failed Is told of every folder that cannot be read.
 */
export function* walk(root: string, failed: (error: WalkError) => void): Generator<Entry[]> {
  if (isRegularFile(root)) {
    const beside = sidecarNames(basename(root)).map((name) => join(dirname(root), name));
    yield [{ path: root, sidecars: beside.filter(isRegularFile) }];
    return;
  }
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { images, sidecars, subfolders } = readFolder(folder, failed);
    if (images.length > 0) yield entries(folder, images, sidecars);
    for (const name of subfolders.reverse()) folders.push(join(folder, name));
  }
}

interface Folder {
  readonly images: string[];
  readonly subfolders: string[];
  readonly sidecars: ReadonlySet<string>;
}

function readFolder(folder: string, failed: (error: WalkError) => void): Folder {
  const images: string[] = [];
  const subfolders: string[] = [];
  const sidecars = new Set<string>();
  try {
    for (const { name, isDirectory, isFile, isSymlink } of Deno.readDirSync(folder)) {
      if (isDirectory) subfolders.push(name);
      else if (!IMAGE.test(name) && !SIDECAR.test(name)) continue;
      else if (!isFile && !(isSymlink && isRegularFile(join(folder, name)))) continue;
      else if (IMAGE.test(name)) images.push(name);
      else sidecars.add(name);
    }
  } catch (error) {
    failed({ path: folder, reason: reasonOf(error) });
  }
  return { images: images.sort(), subfolders: subfolders.sort(), sidecars };
}

/** What the system says, without the path, which messages name anyway. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error.*$/s, "");
}

function entries(folder: string, images: readonly string[], names: ReadonlySet<string>): Entry[] {
  // Both are normal already: `join` would look for what is not there.
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  return images.map((name) => ({
    path: prefix + name,
    sidecars: names.size === 0
      ? []
      : sidecarNames(name).filter((other) => names.has(other)).map((other) => prefix + other),
  }));
}
