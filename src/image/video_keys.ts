/**
 * The order in which the tags of videos count.
 *
 * @module
 */

import { oncePerKeys } from "./entries.ts";

/** Tags that count first: ComfyUI's graphs, then the one tag that older writers put everything into. */
const FIRST = ["prompt", "workflow", "comment"];
/** A tag that is read whoever wants it. */
const COMMON = "comment";

/** The keys of the tags of a video that are read, in the order in which they count. */
export const videoKeys: (keys: readonly string[]) => readonly string[] = oncePerKeys((keys) => {
  const wanted = [...keys, COMMON];
  return [
    ...FIRST.filter((key) => wanted.includes(key)),
    ...wanted.filter((key) => !FIRST.includes(key)),
  ];
});
