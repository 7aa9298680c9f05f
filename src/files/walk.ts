/**
 * Folders to image and model files.
 *
 * @module
 */
import { withoutAllowAll } from "../disk/io_error.ts";
import { IMAGE_NAME, MODEL_NAME, sidecarNames, stemOf } from "./names.ts";
import { isRegularFile } from "./facts.ts";
import type { FileKind } from "./row.ts";
import { MODEL_ENDINGS } from "../sql/endings.ts";
import { absolute, folderOf, nameOf, prefixOf } from "./paths.ts";

/** An image or a model by its name, and the sidecars that stand beside an image. */
export interface Entry {
  readonly kind: FileKind;
  /** Absolute path. */
  readonly path: string;
  /**
   * Absolute paths of its sidecars, those that exist, in the order in which they count. A picture beside a model file of the
   * same stem is its preview, and JSON there tells of the model.
   */
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
const WANTED = new RegExp(`${IMAGE_NAME.source}|${MODEL_NAME.source}`, "i");

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
  const roots = new Set(paths.map((path) => absolute(path)));
  return [...roots].filter((root) => !foldersAbove(root).some((folder) => roots.has(folder)));
}

/** Whether a path lies below one of the folders. */
export function isInside(path: string, folders: ReadonlySet<string>): boolean {
  return foldersAbove(path).some((folder) => folders.has(folder));
}

/** The folders in which a path lies, the innermost first. */
export function foldersAbove(path: string): string[] {
  const folder = folderOf(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Every image and model file below a root, folder by folder, in the order of names. Links to files are followed, links to folders
 * are not, so that no loop is possible.
 *
 * @param root An absolute path of a folder, or of a file, which counts as an image unless its name is that of a model.
 * @param failed Is told of every folder that cannot be read.
 * @param unnamed Is told of every file and folder whose name is no UTF-8: no path leads to it.
 */
export function* walk(
  root: string,
  failed: (error: WalkError) => void,
  unnamed: () => void = () => {},
): Generator<Entry[]> {
  if (isRegularFile(root)) {
    if (MODEL_NAME.test(root)) return yield [{ kind: "model", path: root, sidecars: [] }];
    const isThere = (name: string): boolean => isRegularFile(prefixOf(folderOf(root)) + name);
    const stem = stemOf(nameOf(root));
    const isPreview = MODEL_ENDINGS.some((ending) => isThere(stem + ending));
    const sidecars = namesBeside(nameOf(root), isPreview).filter(isThere)
      .map((name) => prefixOf(folderOf(root)) + name);
    return yield [{ kind: "image", path: root, sidecars }];
  }
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { files, sidecars, subfolders } = readFolder(folder, failed, unnamed);
    if (files.length > 0) yield entries(folder, files, sidecars);
    for (const name of subfolders.reverse()) folders.push(prefixOf(folder) + name);
  }
}

/** Counts the files below a root as far as a number: no folder is read once that is reached. */
export function countUpTo(root: string, most: number): number {
  let count = 0;
  for (const entries of walk(root, () => {})) {
    count += entries.length;
    if (count >= most) break;
  }
  return count;
}

interface Folder {
  /** Names of images and models. */
  readonly files: string[];
  readonly subfolders: string[];
  readonly sidecars: ReadonlySet<string>;
}

function readFolder(
  folder: string,
  failed: (error: WalkError) => void,
  unnamed: () => void,
): Folder {
  const replaced = new Set<string>();
  const mayBeNamed = (name: string): boolean => {
    if (!name.includes("\uFFFD")) return true;
    const isNamed = !replaced.has(name) && hasEntry(prefixOf(folder) + name);
    replaced.add(name);
    if (!isNamed) unnamed();
    return isNamed;
  };
  const files: string[] = [];
  const subfolders: string[] = [];
  const sidecars = new Set<string>();
  try {
    for (const { name, isDirectory, isFile, isSymlink } of Deno.readDirSync(folder)) {
      const isWanted = WANTED.test(name);
      if (!isDirectory && !isWanted && !SIDECAR.test(name)) continue;
      if (!mayBeNamed(name)) continue;
      if (isDirectory) subfolders.push(name);
      else if (!isFile && !(isSymlink && isRegularFile(prefixOf(folder) + name))) continue;
      else if (isWanted) files.push(name);
      else sidecars.add(name);
    }
  } catch (error) {
    failed({ path: folder, reason: reasonOf(error) });
  }
  return { files: files.sort(), subfolders: subfolders.sort(), sidecars };
}

/** Whether a path leads to anything: to nothing where the runtime put U+FFFD for bytes that are no UTF-8. */
function hasEntry(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Returns the system's message without the path, which messages name anyway. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return withoutAllowAll(message).replace(/ \(os error.*$/s, "");
}

function entries(folder: string, files: readonly string[], names: ReadonlySet<string>): Entry[] {
  const prefix = prefixOf(folder);
  const models = names.size === 0
    ? new Set<string>()
    : new Set(files.filter((name) => MODEL_NAME.test(name)).map(stemOf));
  return files.map((name) => {
    const kind = IMAGE_NAME.test(name) ? "image" : "model";
    const sidecars = names.size === 0 || kind === "model"
      ? []
      : namesBeside(name, models.has(stemOf(name))).filter((other) => names.has(other))
        .map((other) => prefix + other);
    return { kind, path: prefix + name, sidecars };
  });
}

/** Names of sidecars that count beside an image. */
function namesBeside(name: string, isPreview: boolean): readonly string[] {
  return sidecarNames(name).filter((other) => !isPreview || !other.endsWith(".json"));
}
