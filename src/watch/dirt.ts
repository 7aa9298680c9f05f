/**
 * Places below some roots in which something changed, until it is time to look at them.
 *
 * @module
 */
import { folderOf, nameOf, prefixOf } from "../files/paths.ts";
import { isPictureOrModel, picturesBeside } from "../files/names.ts";

/** Places to scan: files one by one, folders with all that is below them. */
export interface Round {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** State of a place on disk. */
export interface Look {
  readonly isFolder: boolean;
  readonly size: number;
  readonly mtime: number;
}

/** Something that the system told of; `flag` says that more happened than it could tell. */
export interface Change {
  readonly kind: string;
  readonly paths: readonly string[];
  readonly flag?: string | undefined;
}

/** Quiet after which it is looked, and the longest wait for it, in milliseconds. */
const QUIET_MS = 300;
const LATEST_MS = 1500;
/** Time in which a file that nobody closed must not grow. */
const STILL_MS = 500;
/** More files of one folder are found sooner by looking through it. */
const MANY_FILES = 64;

/** Names of files that are still being written, by browsers and others; they come under their own name in the end. */
const UNFINISHED = /\.(?:tmp|part|partial|crdownload|download)$/i;

interface Growing {
  isClosed: boolean;
  look: Look | null;
  at: number;
}

/** Gathers changes. Knows no clock and no disk: both are handed in. */
export class Dirt {
  private readonly growing = new Map<string, Growing>();
  private readonly folders = new Set<string>();
  private first: number | null = null;
  private last = 0;

  /**
   * Takes what the system told of.
   *
   * @param now Milliseconds of any clock that only goes forward.
   */
  add({ kind, paths, flag }: Change, roots: readonly string[], now: number): void {
    if (flag === "rescan") return this.addFolders(roots, now);
    for (const path of paths) {
      if (UNFINISHED.test(path)) continue;
      // A file that was read only is opened and closed too.
      if (kind === "access" && !this.growing.has(path)) continue;
      // Whatever is renamed was whole before.
      const isClosed = kind === "access" || kind === "rename";
      const known = this.growing.get(path);
      if (known === undefined) this.growing.set(path, { isClosed, look: null, at: now });
      else known.isClosed = isClosed;
      this.touch(now);
    }
  }

  /** Takes folders that have to be looked through. */
  addFolders(folders: readonly string[], now: number): void {
    for (const folder of folders) this.folders.add(folder);
    if (folders.length > 0) this.touch(now);
  }

  /** Whether there is anything. */
  get isEmpty(): boolean {
    return this.first === null;
  }

  /**
   * Gives the places to look at now; null while there is none, or changes still come. What still grows stays.
   *
   * @param look Looks at a place; null where nothing is.
   */
  due(now: number, look: (path: string) => Look | null): Round | null {
    const { first, last } = this;
    if (first === null || (now - last < QUIET_MS && now - first < LATEST_MS)) return null;
    const files = new Set<string>();
    for (const [path, state] of this.growing) {
      if (this.settle(path, state, files, now, look)) this.growing.delete(path);
    }
    const folders = [...this.folders];
    this.folders.clear();
    this.first = this.growing.size > 0 ? now : null;
    return files.size + folders.length === 0 ? null : roundOf(files, folders);
  }

  /** @returns Whether a place need not be looked at again. */
  private settle(
    path: string,
    state: Growing,
    files: Set<string>,
    now: number,
    look: (path: string) => Look | null,
  ): boolean {
    const found = look(path);
    if (found === null) this.folders.add(folderOf(path));
    else if (found.isFolder) this.folders.add(path);
    else if (!state.isClosed && !isStill(state, found, now)) return false;
    else if (isPictureOrModel(nameOf(path))) files.add(path);
    else {
      const prefix = prefixOf(folderOf(path));
      for (const name of picturesBeside(nameOf(path))) {
        if (look(prefix + name) !== null) files.add(prefix + name);
      }
    }
    return true;
  }

  private touch(now: number): void {
    this.first ??= now;
    this.last = now;
  }
}

/** Whether a file is as it was some time ago; remembers what was seen. */
function isStill(state: Growing, found: Look, now: number): boolean {
  const { look, at } = state;
  const isSame = look !== null && look.size === found.size && look.mtime === found.mtime;
  if (isSame && now - at >= STILL_MS) return true;
  if (!isSame) Object.assign(state, { look: found, at: now });
  return false;
}

/** Leaves out files in folders that are looked through anyway. */
function roundOf(files: ReadonlySet<string>, folders: readonly string[]): Round {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(folderOf(file), (counts.get(folderOf(file)) ?? 0) + 1);
  const all = new Set(folders);
  for (const [folder, count] of counts) if (count > MANY_FILES) all.add(folder);
  return { files: [...files].filter((file) => !all.has(folderOf(file))), folders: [...all] };
}
