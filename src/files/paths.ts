/**
 * Paths of files, without node:path where that is possible: to load it costs every scan milliseconds of start-up.
 *
 * @module
 */
import type { PlatformPath } from "node:path";

const isWindows = Deno.build.os === "windows";

/** Separator of the names in a path. */
export const SEPARATOR = isWindows ? "\\" : "/";

/** Only where drives, shares and two separators make paths hard. */
function nodePath(): PlatformPath {
  return globalThis.process.getBuiltinModule("node:path");
}

/**
 * An absolute path without `.`, `..`, and needless separators.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resolve } from "node:path";
 * for (const path of ["", "a/./b//../c/", "/../a"]) assert.equal(absolute(path), resolve(path));
 * ```
 */
export function absolute(path: string): string {
  if (isWindows) return nodePath().resolve(path);
  const names: string[] = [];
  const whole = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  for (const name of whole.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

/**
 * The folder of an absolute path; a root is its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dirname } from "node:path";
 * for (const path of ["/", "/a", "/a/b.png"]) assert.equal(folderOf(path), dirname(path));
 * ```
 */
export function folderOf(path: string): string {
  if (isWindows) return nodePath().dirname(path);
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** The last name in an absolute path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(SEPARATOR) + 1);
}

/** Returns the start of the paths in a folder, whose path is absolute. */
export function prefixOf(folder: string): string {
  return folder.endsWith(SEPARATOR) ? folder : folder + SEPARATOR;
}

/**
 * The path of a row whose file was replaced by another one of its name: below that name, where no file can be as long as it is a
 * file's. The last name stays.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const sep = SEPARATOR;
 * assert.equal(pathOfReplaced(`${sep}a${sep}b.png`, 7n), `${sep}a${sep}b.png${sep}replaced 7${sep}b.png`);
 * ```
 */
export function pathOfReplaced(path: string, id: bigint): string {
  return [path, `replaced ${id}`, nameOf(path)].join(SEPARATOR);
}

/** Gives the range of the paths below a folder: the character after the separator ends it. */
export function rangeBelow(folder: string): { from: string; to: string } {
  const from = prefixOf(folder);
  return { from, to: from.slice(0, -1) + String.fromCharCode(SEPARATOR.charCodeAt(0) + 1) };
}
