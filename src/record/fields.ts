/**
 * Readers of fields: from the text of a value to the value.
 *
 * @module
 */
import { type FieldKind, RECORD_FIELDS, type RecordField } from "./record.ts";
import { readBoolean, readHash, readInteger, readReal } from "./values.ts";

/** Reads the text of a value; `null` when the field cannot hold it. */
export type FieldReader = (text: string) => string | number | boolean | null;

const BY_KIND: Readonly<Record<FieldKind, FieldReader>> = {
  integer: readInteger,
  real: readReal,
  boolean: readBoolean,
  text: (text) => text === "" ? null : text,
};

const NONE = /^(?:none|default(?: \(model\))?|automatic)?$/i;

/** A name; null for the words that programs write where there is none. */
function unlessNone(text: string): string | null {
  return NONE.test(text) ? null : text;
}

/** Whether a text says that there is none; `Automatic` is a choice, of a scheduler. */
function saysNone(text: string): boolean {
  return text.length <= "none".length && (text === "" || text.toLowerCase() === "none");
}

/** A choice; null where there is none. */
function chosen(text: string): string | null {
  return saysNone(text) ? null : text;
}

/** A hash; null for the words that programs write where they know none. */
function knownHash(text: string): string | null {
  return text === "unknown" || saysNone(text) ? null : readHash(text);
}

/** The reader of each field: that of its kind, unless the field is named here. */
export const FIELD_READERS: Readonly<Record<RecordField, FieldReader>> = {
  ...Object.fromEntries(
    Object.entries(RECORD_FIELDS).map(([field, { kind }]) => [field, BY_KIND[kind]]),
  ) as Record<RecordField, FieldReader>,
  // Krita writes `unknown`.
  model_hash_short: knownHash,
  vae_hash: knownHash,
  hires_upscaler: chosen,
  face_restoration: chosen,
  vae: unlessNone,
  refiner_model: unlessNone,
  sampler: (text) => text === "Undefined" || text === "_" ? null : chosen(text),
  scheduler: chosen,
};
