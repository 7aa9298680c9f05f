/**
 * Generation fields as plain JSON, which many programs write: A1111's API, CivitAI's meta.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { readFields } from "./shared/fields.ts";
import { RESOURCE_KEYS } from "./shared/resource_readers.ts";
import { roughSurveyOf } from "./shared/survey.ts";

/** An object of generation fields of any program. */
export const json: Generator = {
  name: "json",
  version: 2,
  keys: ["usercomment", "comment"],
  isGeneral: true,
  recognises: ({ text }) => text.json !== undefined && roughSurveyOf(text).fieldsAt !== Infinity,
  read: ({ text }) => readFields(text),
  resources: RESOURCE_KEYS,
};
