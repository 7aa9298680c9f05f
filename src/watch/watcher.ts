/**
 * Watching roots by the system's own means, and looking again where it has none.
 *
 * @module
 */
import { folderOf, prefixOf } from "../files/paths.ts";
import { Dirt, type Look, type Round } from "./dirt.ts";

/** Message of a watcher: places to scan, or a line for the user. */
export type WatchMessage = { readonly round: Round } | { readonly notice: string };

/** Between two looks at what is due while something is, and at the roots themselves. */
const TICK_MS = 100;
const ROOTS_MS = 1000;
/** Between two looks through roots that the system cannot watch, and through all in any case. */
const UNWATCHED_MS = 30_000;
const ALL_MS = 600_000;

/** One root and what watches it. */
interface Watched {
  readonly root: string;
  /** Device and inode of the folder that is watched; null where there is none. */
  place: string | null;
  events: Deno.FsWatcher | null;
  /** When it was looked through last, for one that is not watched. */
  looked: number;
}

/**
 * Watches until it is closed. A round is told only when it was asked for, so that what comes meanwhile is gathered
 * here.
 */
export class Watcher {
  private readonly dirt = new Dirt();
  private readonly watched: readonly Watched[];
  private isAsked = false;
  private ticks: ReturnType<typeof setInterval> | undefined;
  private readonly slow: ReturnType<typeof setInterval>;
  private lookedAtAll = performance.now();
  private hasFailed = false;

  /** @param roots Absolute paths of files and folders. */
  constructor(roots: readonly string[], private readonly tell: (message: WatchMessage) => void) {
    const now = performance.now();
    this.watched = roots.map((root) => ({ root, place: null, events: null, looked: now }));
    for (const each of this.watched) {
      each.place = placeOf(each.root);
      this.begin(each);
    }
    this.slow = setInterval(() => this.lookAtRoots(), ROOTS_MS);
  }

  /** Asks for the next round. */
  ask(): void {
    this.isAsked = true;
    this.schedule();
  }

  /** Takes places back that could not be scanned. */
  giveBack({ files, folders }: Round): void {
    this.dirt.addFolders([...folders, ...files.map(folderOf)], performance.now());
    this.schedule();
  }

  /** Stops. */
  close(): void {
    clearInterval(this.ticks);
    clearInterval(this.slow);
    for (const watched of this.watched) stop(watched);
  }

  private begin(watched: Watched): void {
    const { root } = watched;
    if (watched.place === null) return;
    const isFolder = lookAt(root)?.isFolder === true;
    try {
      const events = isFolder
        ? Deno.watchFs(root)
        : Deno.watchFs(folderOf(root), { recursive: false });
      watched.events = events;
      void this.listen(watched, events, isFolder);
    } catch (error) {
      watched.events = null;
      this.unwatched(root, error);
    }
  }

  private unwatched(root: string, error: unknown): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    const advice = /watch limit|ENOSPC|No space left/i.test(reason)
      ? "; the system's limit on watched folders is reached (fs.inotify.max_user_watches)"
      : "";
    const seconds = UNWATCHED_MS / 1000;
    this.tell({
      notice: `Cannot watch "${root}"${advice || `: ${reason}`}; ` +
        `it is looked through every ${seconds} seconds instead`,
    });
  }

  private async listen(watched: Watched, events: Deno.FsWatcher, isFolder: boolean): Promise<void> {
    const { root } = watched;
    try {
      for await (const { kind, paths, flag } of events) {
        const wanted = isFolder ? paths : paths.filter((path) => path === root);
        this.dirt.add({ kind, paths: wanted, flag }, [root], performance.now());
        this.schedule();
      }
    } catch (error) {
      // A folder came that is one too many.
      if (watched.events !== events) return;
      stop(watched);
      this.unwatched(root, error);
      this.dirt.addFolders([root], performance.now());
      this.schedule();
    }
  }

  private schedule(): void {
    if (this.ticks !== undefined || this.dirt.isEmpty) return;
    this.ticks = setInterval(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    const round = this.isAsked ? this.dirt.due(performance.now(), lookAt) : null;
    if (round !== null) {
      this.isAsked = false;
      this.tell({ round });
    }
    if (!this.dirt.isEmpty && this.isAsked) return;
    clearInterval(this.ticks);
    this.ticks = undefined;
  }

  /** Roots may go and come back, as drives do: what watched them is deaf then. */
  private lookAtRoots(): void {
    const now = performance.now();
    for (const watched of this.watched) {
      const { root, events, looked } = watched;
      const place = placeOf(root);
      if (place !== watched.place) {
        stop(watched);
        watched.place = place;
        if (place === null) this.tell({ notice: `"${root}" is gone; waiting for it to come back` });
        else this.begin(watched);
        if (place !== null) this.dirt.addFolders([root], now);
      } else if (place !== null && events === null && now - looked >= UNWATCHED_MS) {
        watched.looked = now;
        this.dirt.addFolders([root], now);
      }
    }
    if (now - this.lookedAtAll >= ALL_MS) {
      this.lookedAtAll = now;
      const present = this.watched.filter(({ place }) => place !== null);
      this.dirt.addFolders(present.map(({ root }) => root), now);
    }
    this.schedule();
  }
}

/** Stops watching a root: `events` is cleared first, so that the end is not taken for a failure. */
function stop(watched: Watched): void {
  const { events } = watched;
  watched.events = null;
  events?.close();
}

/** Looks at a place, links followed; null where nothing is. */
export function lookAt(path: string): Look | null {
  try {
    const { isDirectory, size, mtime } = Deno.statSync(path);
    return { isFolder: isDirectory, size, mtime: mtime?.getTime() ?? 0 };
  } catch {
    return null;
  }
}

/** Tells one folder at a path from another; null where there is none. */
function placeOf(root: string): string | null {
  try {
    const { dev, ino, isDirectory } = Deno.statSync(root);
    return isDirectory ? `${dev} ${ino}` : prefixOf(folderOf(root));
  } catch {
    return null;
  }
}
