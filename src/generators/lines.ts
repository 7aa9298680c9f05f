/**
 * Generation fields as a text of one `key: value` a line, which downloaders and scripts put beside pictures.
 *
 * @module
 */
import type { Findings, KnownPair } from "../record/build.ts";
import { keyFacts } from "../record/keys.ts";
import type { Generator } from "./generator.ts";
import { addNetLoras } from "./shared/addnet.ts";
import { keyLines } from "./shared/key_lines.ts";
import { RESOURCE_KEYS } from "./shared/resource_readers.ts";

/** Python's word for what is not there. */
const NONE = "None";

/** Settings line by line, of any program (https://github.com/mikf/gallery-dl, its `metadata` post-processor, is one). */
export const lines: Generator = {
  name: "lines",
  version: 1,
  keys: ["usercomment", "comment"],
  isGeneral: true,
  recognises: ({ text }) => text.json === undefined && keyLines(text) !== null,
  read({ text }): Findings | null {
    const found = keyLines(text);
    if (found === null) return null;
    const prompts = { positive: "", negative: "" };
    const params = new Map<string, string>();
    const columns: KnownPair[] = [];
    for (const [key, value] of found) {
      const facts = keyFacts(key);
      const { target } = facts;
      if (target === "positive" || target === "negative") {
        prompts[target] = value === NONE ? "" : value;
        continue;
      }
      params.set(key, value);
      if (value !== "" && value !== NONE) columns.push({ facts, value });
    }
    return { ...prompts, params, columns, loras: addNetLoras(columns) };
  },
  resources: RESOURCE_KEYS,
};
