/** The files of this project. */
import { existsSync } from "node:fs";

/** The paths of all files under `start`, a file or a folder with a slash at its end, relative to `root`; none where it is absent. */
export function walkSync(root: URL, start: string): string[] {
  const url = new URL(start, root);
  if (!existsSync(url)) return [];
  if (!start.endsWith("/")) return [start];
  return [...Deno.readDirSync(url)]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) => walkSync(root, `${start}${name}${isDirectory ? "/" : ""}`));
}
