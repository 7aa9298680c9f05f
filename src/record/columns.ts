/**
 * The columns of `models` that a record fills: data.
 *
 * @module
 */
import { type FieldKind, PROMPT_FIELDS, RECORD_FIELDS } from "./record.ts";

/** The columns that come out of `sd_parse`, in its order, each with the kind of its values. */
export const RECORD_COLUMNS: Readonly<Record<string, FieldKind>> = {
  ...Object.fromEntries(Object.entries(RECORD_FIELDS).map(([name, { kind }]) => [name, kind])),
  seed_text: "text",
  truncated: "boolean",
  metadata_hash: "text",
  params: "text",
  ...Object.fromEntries(PROMPT_FIELDS.map((name) => [name, "text"])),
};
