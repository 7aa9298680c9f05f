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

/** The columns of `lora_usages` that come out of `sd_loras`. */
const USAGE_COLUMNS = [
  "lora_name",
  "raw_name",
  "weight",
  "unet_weight",
  "te_weight",
  "context",
  "position_index",
  "lora_hash",
  "origin",
  "stage",
];

/** The columns of `image_resources` that come out of `sd_resources`. */
const RESOURCE_COLUMNS = [
  "type",
  "name",
  "weight",
  "hash",
  "hash_kind",
  "model_version_id",
  "source",
];

/** What a JSON object holds under the names of columns. */
function valuesOf(object: string, columns: readonly string[]): string {
  return columns.map((column) => `${object} ->> '${column}' AS ${column}`).join(", ");
}

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
    fill(withColumns(script, Object.keys(RECORD_COLUMNS)), {
      looked_up,
      waiting: WAITING,
      usage_columns: USAGE_COLUMNS.join(", "),
      usage_values: valuesOf("usage", USAGE_COLUMNS),
      resource_columns: RESOURCE_COLUMNS.join(", "),
      resource_values: valuesOf("resource", RESOURCE_COLUMNS),
    })
      .replace("hash_type = excluded.hash_type", HASH_TYPE),
  ),
  [
    "extracted",
    "waiting",
    "clear",
    "parse",
    "differing",
    "clearModels",
    "clearUsages",
    "clearResources",
    "formers",
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
