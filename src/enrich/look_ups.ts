/**
 * The steps of `look_ups.sql`.
 *
 * @module
 */
import { fill, stepsOf } from "../sql/steps.ts";
import script from "./look_ups.sql" with { type: "text" };

const { pending, ...steps } = stepsOf(script, [
  "known",
  "shared",
  "closeOthers",
  "complete",
  "insert",
  "remove",
  "closeHash",
  "closeModel",
  "pending",
]);

const OF_HASH = "m.file_id IN (SELECT file_id FROM temp.image_hashes WHERE hash = :hash)";
const OF_MODEL = `m.file_id IN (
  SELECT i.file_id FROM temp.named_hashes AS n JOIN temp.image_hashes AS i ON i.hash = n.hash
  WHERE n.model_file_id = :fileId
)`;

/** SQL by the name of its step; the script explains each. Pending are all images, or those that name something. */
export const LOOK_UPS = {
  ...steps,
  pendingOfAll: fill(pending, { which: "1" }),
  pendingOfHash: fill(pending, { which: OF_HASH }),
  pendingOfModel: fill(pending, { which: OF_MODEL }),
} as const;
