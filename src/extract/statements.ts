/**
 * The SQL of the extraction, with the column list put in.
 *
 * @module
 */
import { PROMPT_FIELDS, RECORD_FIELDS } from "../record/record.ts";
import bookkeeping from "./bookkeeping.sql" with { type: "text" };
import clearErrors from "./clear_errors.sql" with { type: "text" };
import clearModels from "./clear_models.sql" with { type: "text" };
import clearResources from "./clear_resources.sql" with { type: "text" };
import clearUsages from "./clear_usages.sql" with { type: "text" };
import discarded from "./discarded.sql" with { type: "text" };
import extracted from "./extracted.sql" with { type: "text" };
import models from "./models.sql" with { type: "text" };
import parse from "./parse.sql" with { type: "text" };
import resources from "./resources.sql" with { type: "text" };
import { withColumns } from "../sql/columns.ts";
import usages from "./usages.sql" with { type: "text" };

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

/** Statements by what they do; each one's file explains it. */
export const SQL = {
  extracted,
  parse,
  clearModels,
  clearUsages,
  clearResources,
  clearErrors,
  models: withColumns(models, COLUMNS).replace("{{looked_up}}", looked_up),
  usages,
  resources,
  discarded,
  bookkeeping,
} as const;
