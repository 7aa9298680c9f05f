/**
 * The SQL that fills the model library, with column lists and names put in.
 *
 * @module
 */
import done from "../sql/model_done.sql" with { type: "text" };
import clearErrors from "../sql/model_errors.sql" with { type: "text" };
import extracted from "../sql/model_extracted.sql" with { type: "text" };
import modelFiles from "../sql/model_files.sql" with { type: "text" };
import judged from "../sql/model_judged.sql" with { type: "text" };
import hashes from "../sql/model_hashes.sql" with { type: "text" };
import hashesGone from "../sql/model_hashes_gone.sql" with { type: "text" };
import hashesNew from "../sql/model_hashes_new.sql" with { type: "text" };
import nameHashes from "../sql/model_name_hashes.sql" with { type: "text" };
import namesFolded from "../sql/model_names_folded.sql" with { type: "text" };
import namesFormer from "../sql/model_names_former.sql" with { type: "text" };
import namesGone from "../sql/model_names_gone.sql" with { type: "text" };
import namesNew from "../sql/model_names_new.sql" with { type: "text" };
import namesUnfolded from "../sql/model_names_unfolded.sql" with { type: "text" };
import parse from "../sql/model_parse.sql" with { type: "text" };
import unhash from "../sql/model_unhash.sql" with { type: "text" };
import wantedHashes from "../sql/wanted_hashes.sql" with { type: "text" };
import { withColumns } from "../sql/columns.ts";
import { withNames } from "../sql/names.ts";
import { TRAINING_COLUMNS } from "../training/columns.ts";

const COLUMNS = Object.keys(TRAINING_COLUMNS);

/** What has to be there before anything else, in this order. */
export const LIBRARY_SETUP: readonly string[] = [extracted, wantedHashes];

/** What brings `model_hashes` up to date for the files in `temp.extracted_models`, in this order. */
export const HASH_STEPS: readonly string[] = [
  "DELETE FROM temp.wanted_hashes",
  hashes,
  hashesGone,
  hashesNew,
];

/** What follows the parsing of a chunk, in this order. */
export const LIBRARY_STEPS: readonly string[] = [
  withColumns(modelFiles, COLUMNS),
  judged,
  unhash,
  ...HASH_STEPS,
  nameHashes,
  namesFormer,
  namesGone,
  namesNew,
  withNames(namesFolded),
  withNames(namesUnfolded),
  clearErrors,
];

/** Parses the headers of one chunk. */
export const PARSE = withNames(parse);

/** Marks the chunk as done. */
export const DONE = done;
