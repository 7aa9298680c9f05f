/**
 * Whether the library has anything to do. Costs a few look-ups in indexes, and loads nothing else.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { LINKER_VERSION, TRAINING_VERSION } from "../version.ts";
import { readState } from "./state.ts";

/** Stamp of the extraction of model files. */
export const MODELS_STAMP = `training ${TRAINING_VERSION}`;
/** Stamp of the links. */
export const LINKS_STAMP = `links ${LINKER_VERSION}`;

/** Names in `library_state`. */
export const STATE = {
  modelsExtractedWith: "models_extracted_with",
  linkedWith: "linked_with",
  modelsChanged: "models_changed",
  linking: "linking",
} as const;

const HAS_LIBRARY = `SELECT 1 FROM files WHERE kind = 'model'
  UNION ALL SELECT 1 FROM library_state WHERE name IN ('models_changed', 'linking') LIMIT 1`;

/** Whether any model file is known, or links to one that went have to be mended. */
export function hasLibrary(db: DatabaseSync): boolean {
  return db.prepare(HAS_LIBRARY).get() !== undefined;
}

/** Whether any model file waits for extraction. */
export function modelsWait(db: DatabaseSync): boolean {
  return readState(db, STATE.modelsExtractedWith) !== MODELS_STAMP ||
    db.prepare("SELECT 1 FROM files WHERE extraction_pending = 1 AND kind = 'model' LIMIT 1")
        .get() !== undefined;
}

/** Whether all links have to be worked out anew: model files changed, or the program did, or a run was cut off. */
export function allLinksWait(db: DatabaseSync): boolean {
  return readState(db, STATE.linkedWith) !== LINKS_STAMP ||
    [STATE.modelsChanged, STATE.linking].some((name) => readState(db, name) !== null);
}

const NEW_ROWS = `SELECT
  (SELECT max(id) FROM lora_usages) > coalesce((SELECT max(usage_id) FROM lora_links), -9223372036854775808)
  OR (SELECT max(id) FROM image_resources)
    > coalesce((SELECT max(resource_id) FROM resource_links), -9223372036854775808) AS found`;

/** Whether any link has to be worked out: every linked row has a link, so that new rows are those behind the last one. */
export function linksWait(db: DatabaseSync): boolean {
  return allLinksWait(db) || db.prepare(NEW_ROWS).get()?.["found"] === 1;
}

/** Whether the library has to be brought up to date. */
export function libraryWaits(db: DatabaseSync): boolean {
  return hasLibrary(db) && (modelsWait(db) || linksWait(db));
}
