/**
 * The SQL that fills the model library, with column lists and names put in.
 *
 * @module
 */
import done from "./model_done.sql" with { type: "text" };
import clearErrors from "./model_errors.sql" with { type: "text" };
import extracted from "./model_extracted.sql" with { type: "text" };
import modelFiles from "./model_files.sql" with { type: "text" };
import judged from "./model_judged.sql" with { type: "text" };
import hashes from "./model_hashes.sql" with { type: "text" };
import hashesGone from "./model_hashes_gone.sql" with { type: "text" };
import hashesNew from "./model_hashes_new.sql" with { type: "text" };
import nameHashes from "./model_name_hashes.sql" with { type: "text" };
import namesFolded from "./model_names_folded.sql" with { type: "text" };
import namesFormer from "./model_names_former.sql" with { type: "text" };
import namesGone from "./model_names_gone.sql" with { type: "text" };
import namesNew from "./model_names_new.sql" with { type: "text" };
import namesUnfolded from "./model_names_unfolded.sql" with { type: "text" };
import parse from "./model_parse.sql" with { type: "text" };
import unhash from "./model_unhash.sql" with { type: "text" };
import wantedHashes from "../library/wanted_hashes.sql" with { type: "text" };
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
