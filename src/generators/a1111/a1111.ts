/**
 * Automatic1111's infotext with all its dialects, alone or inside a JSON document.
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import type { Text } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { isGraphDocument } from "../shared/graph_document.ts";
import { keyLines } from "../shared/key_lines.ts";
import { readPlainPrompt } from "../shared/plain.ts";
import { RESOURCE_KEYS } from "../shared/resource_readers.ts";
import { withDialect } from "./dialects.ts";
import { infotextIn } from "./in_json.ts";
import type { Pair } from "./pairs.ts";
import { type InfotextParts, splitInfotext } from "./split.ts";

/** Infotext (https://github.com/AUTOMATIC1111/stable-diffusion-webui, `modules/infotext_utils.py`). */
export const a1111: Generator = {
  name: "a1111",
  version: 2,
  keys: ["parameters", "usercomment", "imagedescription", "dc:description", "com"],
  readsAlone: true,
  recognises: ({ text }) => text.once(partsOf) !== null,
  read: ({ text }) => {
    const parts = text.once(partsOf);
    return parts === null ? null : withDialect(findingsOf(parts), parts);
  },
  readPlain: ({ text }) => readPlainPrompt(text),
  resources: RESOURCE_KEYS,
};

/** The parts of the infotext that a text is or holds; null where it has no mark of one. */
function partsOf(text: Text): InfotextParts | null {
  if (isGraphDocument(text)) return null;
  if (text.json !== undefined) return infotextIn(text);
  if (keyLines(text) !== null) return null;
  const parts = splitInfotext(text.normal);
  return parts.pairs !== null || parts.hasNegative ? parts : null;
}

function findingsOf({ positive, negative, templates, pairs }: InfotextParts): Findings {
  const columns = pairs ?? [];
  const params = new Map<string, string>();
  for (const [label, template] of templates) params.set(label, template);
  for (let i = 0; i < columns.length; i++) {
    const { facts, value } = columns[i] as Pair;
    params.set(facts.written, value);
  }
  // Keys seldom come twice: only then each is looked up before it is set.
  if (params.size < templates.length + columns.length) {
    params.clear();
    for (const [label, template] of templates) put(params, label, template);
    for (const { facts, value } of columns) put(params, facts.written, value);
  }
  return { positive, negative, params, columns };
}

/** Sets a pair; one that comes again moves to the end. */
function put(params: Map<string, string>, key: string, value: string): void {
  params.delete(key);
  params.set(key, value);
}
