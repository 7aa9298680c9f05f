/**
 * Facts that the file system states of a file, and their comparison with stored ones.
 *
 * @module
 */

const NS_PER_MS = 1_000_000n;
/** Milliseconds from 1970 that a signed integer of 64 bits reaches in nanoseconds. */
const MAX_TIME = Number(2n ** 63n / NS_PER_MS);

/** The time of a file in milliseconds since 1970, within what can be stored; 0 where there is none, or none that a date can hold. */
export function timeOf({ mtime }: Pick<Deno.FileInfo, "mtime">): number {
  const time = mtime?.getTime() || 0;
  return Math.max(-MAX_TIME, Math.min(MAX_TIME, time));
}

/** Size, time and place of a file. BigInts are made when they are asked for: mostly a file is unchanged. */
export class FileFacts {
  /**
   * @param time Of the last change in milliseconds since 1970, all that the runtime gives.
   * @param ino The number that the file keeps when it is renamed, as the runtime gives it: not below 0; null where there is none.
   */
  constructor(readonly size: number, readonly time: number, readonly ino: number | null) {}

  /** The facts among what the runtime says of a file. */
  static of(info: Pick<Deno.FileInfo, "size" | "mtime" | "ino">): FileFacts {
    return new FileFacts(info.size, timeOf(info), info.ino);
  }

  /** Time of the last change in nanoseconds since 1970. */
  get mtime(): bigint {
    return BigInt(this.time) * NS_PER_MS;
  }

  /** Inode as it is stored. */
  get inode(): bigint | null {
    return this.ino === null ? null : BigInt.asIntN(64, BigInt(this.ino));
  }
}

const NS_PER_SECOND = 1_000_000_000;
/** Stored times below this are seconds, as older programs wrote them: in nanoseconds it is 100 seconds after 1970. */
const SECONDS_BELOW = 100_000_000_000;

/**
 * Reads the facts of a file, links followed. By its path: where not everything is permitted, the runtime resolves the path of
 * an open file anew each time.
 *
 * @throws Deno's errors.
 */
export function factsOf(path: string): FileFacts {
  return FileFacts.of(Deno.statSync(path));
}

/** Whether a path is taken by something else than a folder, be it a broken link. */
export function isTaken(path: string): boolean {
  return isThere(path, Deno.lstatSync);
}

/** Whether a file exists, links followed. */
export function exists(path: string | URL): boolean {
  return isThere(path, Deno.statSync);
}

/**
 * Whether two paths are two names of one place, such as a folder's own path and one through a link. A link to a file is a place of
 * its own.
 */
export function isSamePlace(one: string, other: string): boolean {
  try {
    const isLink = [one, other].some((path) => Deno.lstatSync(path).isSymlink);
    return !isLink && Deno.realPathSync(one) === Deno.realPathSync(other);
  } catch {
    return false;
  }
}

/** A path that cannot be looked at counts as there. */
function isThere<Path>(path: Path, stat: (path: Path) => Deno.FileInfo): boolean {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  try {
    return !stat(path).isDirectory;
  } catch (error) {
    return ![NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind);
  }
}

/** Whether a path leads to a regular file that can be looked at: reading a pipe would wait for ever. */
export function isRegularFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Whether a stored time is that of a file; older programs store whole or broken seconds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isSameTime(1_700_000_000n, 1_700_000_000_123_000_000n), true);
 * assert.equal(isSameTime(1_700_000_000_122_000_000n, 1_700_000_000_123_000_000n), false);
 * assert.equal(isSameTime("1700000000123000000", 1_700_000_000_123_000_000n), true);
 * assert.equal(isSameTime(1_700_000_000_123_000_000, 1_700_000_000_123_000_000n), true);
 * ```
 */
export function isSameTime(stored: bigint | number | string | null, mtime: bigint): boolean {
  if (stored === null) return false;
  // A column that an older program declared as TEXT gives back text.
  if (typeof stored === "string") return stored === String(mtime);
  // A column of the type REAL rounds it.
  if (stored === mtime || stored === Number(mtime)) return true;
  if (Math.abs(Number(stored)) >= SECONDS_BELOW) return false;
  return Math.floor(Number(stored)) === Math.floor(Number(mtime) / NS_PER_SECOND);
}

/** The state of sidecars as one text, to be compared with the stored one; null without sidecars. */
export function sidecarState(paths: readonly string[]): string | null {
  const states = paths.flatMap((path) => {
    try {
      const { size, mtime } = factsOf(path);
      return [`${path.slice(path.lastIndexOf(".") + 1)}:${size}:${mtime}`];
    } catch {
      return [];
    }
  });
  return states.length === 0 ? null : states.join(" ");
}
