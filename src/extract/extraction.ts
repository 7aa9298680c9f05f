/**
 * The steps of `extraction.sql`, with the column lists put in.
 *
 * @module
 */
import { PROMPT_FIELDS, RECORD_FIELDS } from "../record/record.ts";
import { withColumns } from "../sql/columns.ts";
import { fill, stepsOf } from "../sql/steps.ts";
import script from "./extraction.sql" with { type: "text" };
import { WAITING } from "./waiting.ts";

/** The columns of `models` that come out of `sd_parse`, in its order. */
const COLUMNS = [
  ...Object.keys(RECORD_FIELDS),
  "seed_text",
  "truncated",
  "metadata_hash",
  "params",
  ...PROMPT_FIELDS,
];

/** The columns of `models` that a look-up of the model fills. */
const LOOKED_UP = ["model_hash_auto_v3", "hash_type", "display_hash", "display_len"];

const looked_up = LOOKED_UP.map((column) =>
  `${column} = CASE WHEN models.metadata_hash = excluded.metadata_hash THEN ${column} END`
).join(", ");

/** SQL by the name of its step; the script explains each. */
export const EXTRACTION = stepsOf(
  fill(withColumns(script, COLUMNS), { looked_up, waiting: WAITING }),
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
