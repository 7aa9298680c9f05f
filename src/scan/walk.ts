/**
 * Folders to image files.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { sidecarNames } from "../container/sidecar.ts";

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

const SIDECAR = /\.(?:json|txt)$/i;
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
  const roots = [...new Set(paths.map((path) => resolve(path)))];
  return roots.filter((root) => !roots.some((other) => other !== root && isInside(root, other)));
}

/** Whether a path lies below a folder. */
export function isInside(path: string, folder: string): boolean {
  for (let up = dirname(path);; up = dirname(up)) {
    if (up === folder) return true;
    if (up === dirname(up)) return false;
  }
}

/**
 * Every image file below a root, folder by folder, in the order of names. Links to files are followed, links to folders
 * are not, so that no loop is possible.
 *
 * @param root An absolute path of a folder, or of a file, which counts whatever its name is.
 * @param failed Is told of every folder below the root that cannot be read.
 * @throws Deno's errors if the root itself cannot be read.
 */
export function* walk(root: string, failed: (error: WalkError) => void): Generator<Entry[]> {
  if (!Deno.statSync(root).isDirectory) {
    yield [entry(dirname(root), basename(root), namesBeside(root, failed))];
    return;
  }
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const content = folder === root ? readFolder(folder) : tryFolder(folder, failed);
    if (content.images.length > 0) {
      const { names } = content;
      const parent = folder;
      yield content.images.map((name) => entry(parent, name, names));
    }
    for (const name of content.folders.reverse()) folders.push(join(folder, name));
  }
}

interface Folder {
  readonly images: string[];
  readonly folders: string[];
  readonly names: ReadonlySet<string>;
}

function readFolder(folder: string): Folder {
  const images: string[] = [];
  const folders: string[] = [];
  const names = new Set<string>();
  for (const { name, isDirectory, isFile, isSymlink } of Deno.readDirSync(folder)) {
    if (isDirectory) folders.push(name);
    else if (IMAGE.test(name) && (isFile || (isSymlink && isLinkToFile(join(folder, name))))) {
      images.push(name);
    } else if (SIDECAR.test(name)) names.add(name);
  }
  return { images: images.sort(), folders: folders.sort(), names };
}

function isLinkToFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function tryFolder(folder: string, failed: (error: WalkError) => void): Folder {
  try {
    return readFolder(folder);
  } catch (error) {
    failed({ path: folder, reason: reasonOf(error) });
    return { images: [], folders: [], names: new Set() };
  }
}

/** What the system says, without the path, which messages name anyway. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error.*$/s, "");
}

function namesBeside(file: string, failed: (error: WalkError) => void): ReadonlySet<string> {
  return tryFolder(dirname(file), failed).names;
}

function entry(folder: string, name: string, names: ReadonlySet<string>): Entry {
  const sidecars = names.size === 0 ? [] : sidecarNames(name).filter((other) => names.has(other));
  return { path: join(folder, name), sidecars: sidecars.map((sidecar) => join(folder, sidecar)) };
}
