/**
 * CivitAI: pictures of its own generator, and its record of pictures that were uploaded.
 *
 * @module
 */
import type { Generator } from "../generator.ts";
import { hasJobRecord } from "../shared/job_record.ts";
import { RESOURCE_KEYS } from "../shared/resource_readers.ts";
import { readJob } from "./job.ts";
import { metaOf, readMeta } from "./meta.ts";

/** CivitAI's jobs and `meta` (https://github.com/civitai/civitai, `src/utils/metadata`). */
export const civitai: Generator = {
  name: "civitai",
  version: 1,
  keys: ["usercomment"],
  isJson: true,
  recognises: ({ text }) =>
    text.json !== undefined && (hasJobRecord(text.json) || metaOf(text) !== undefined),
  read: ({ text }) => {
    if (hasJobRecord(text.json)) return readJob(text);
    const meta = metaOf(text);
    return meta === undefined ? null : readMeta(meta);
  },
  // Its own readers list these, LoRAs among them.
  resources: RESOURCE_KEYS.filter(({ key }) => key !== "resources"),
};
