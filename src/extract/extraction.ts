/**
 * The steps of `extraction.sql`, with the column lists put in.
 *
 * @module
 */
import { RECORD_COLUMNS } from "../record/columns.ts";
import { withColumns } from "../sql/columns.ts";
import { withFacts } from "../sql/facts.ts";
import { fill, stepsOf } from "../sql/steps.ts";
import script from "./extraction.sql" with { type: "text" };
import { WAITING } from "./waiting.ts";

/** The columns of `models` that a look-up of the model fills. */
const LOOKED_UP = ["model_hash_auto_v3", "display_hash", "display_len"];

const looked_up = LOOKED_UP.map((column) =>
  `${column} = CASE WHEN models.metadata_hash = excluded.metadata_hash THEN ${column} END`
).join(", ");

/** A record may name the type of its hash; where it does not, a look-up does. */
const HASH_TYPE = `hash_type = coalesce(excluded.hash_type, CASE
    WHEN models.metadata_hash = excluded.metadata_hash AND models.hash_type IN {{linked_hash_types}}
      THEN models.hash_type
  END)`;

/** SQL by the name of its step; the script explains each. */
export const EXTRACTION = stepsOf(
  withFacts(
    fill(withColumns(script, Object.keys(RECORD_COLUMNS)), { looked_up, waiting: WAITING })
      .replace("hash_type = excluded.hash_type", HASH_TYPE),
  ),
  [
    "extracted",
    "waiting",
    "clear",
    "parse",
    "clearModels",
    "clearUsages",
    "clearResources",
    "models",
    "usages",
    "resources",
    "clearErrors",
    "bookkeeping",
    "summary",
    "discarded",
    "chunkIds",
    "recordError",
  ],
);
