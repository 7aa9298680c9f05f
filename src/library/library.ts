/**
 * The steps of `library.sql`, with column lists and names put in.
 *
 * @module
 */
import { withColumns } from "../sql/columns.ts";
import { withFacts } from "../sql/facts.ts";
import { withNames } from "../sql/names.ts";
import { fill, stepsOf } from "../sql/steps.ts";
import { TRAINING_COLUMNS } from "../training/columns.ts";
import script from "./library.sql" with { type: "text" };

/** The FROM and WHERE of a query over the model files that wait for extraction. */
export const WAITING_MODELS = "FROM files WHERE extraction_pending = 1 AND kind = 'model'";

const COLUMNS = Object.keys(TRAINING_COLUMNS);

/** SQL by the name of its step; the script explains each. */
export const LIBRARY = stepsOf(
  fill(withFacts(withNames(withColumns(script, COLUMNS))), { waiting: WAITING_MODELS }),
  [
    "extracted",
    "wantedHashes",
    "clear",
    "parse",
    "files",
    "unhash",
    "clearHashes",
    "hashes",
    "goneHashes",
    "newHashes",
    "nameHashes",
    "formerNames",
    "goneNames",
    "newNames",
    "foldedNames",
    "goneFoldedNames",
    "clearErrors",
    "bookkeeping",
    "summary",
    "chunkIds",
    "recordError",
  ],
);

/** Makes the tables that the other steps work with. */
export const LIBRARY_SETUP: readonly string[] = [LIBRARY.extracted, LIBRARY.wantedHashes];

/** Bring `model_hashes` up to date for the files in `temp.extracted_models`, in this order. */
export const HASH_STEPS: readonly string[] = [
  LIBRARY.clearHashes,
  LIBRARY.hashes,
  LIBRARY.goneHashes,
  LIBRARY.newHashes,
];

/** Follow the parsing of a chunk, in this order. */
export const CHUNK_STEPS: readonly string[] = [
  LIBRARY.files,
  LIBRARY.unhash,
  ...HASH_STEPS,
  LIBRARY.nameHashes,
  LIBRARY.formerNames,
  LIBRARY.goneNames,
  LIBRARY.newNames,
  LIBRARY.foldedNames,
  LIBRARY.goneFoldedNames,
  LIBRARY.clearErrors,
];
