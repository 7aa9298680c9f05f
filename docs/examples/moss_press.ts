/**
 * A plugin that reads the pictures of a made-up program, Moss Press. It writes two texts into a PNG file:
 * `mosspress`, lines of `key = value`, and `mosspress-model`, the name of the model.
 *
 * @module
 */
import type { Findings, Generator, SqlPlugin, Text } from "../../mod.ts";

const FIRST_LINE = "moss press 1";

/** Reads `key = value` lines. A text keeps the result: however often it is asked for, the work is done once. */
function readLines(text: Text): ReadonlyMap<string, string> | null {
  const [first, ...lines] = text.normal.split("\n");
  if (first !== FIRST_LINE) return null;
  return new Map(lines.map((line) => {
    const [key = "", ...value] = line.split("=");
    return [key.trim(), value.join("=").trim()];
  }));
}

/** Reads both texts. */
export const mossPress: Generator = {
  name: "moss-press",
  version: 1,
  keys: ["mosspress", "mosspress-model"],
  recognises: ({ text }) => text.once(readLines) !== null,
  read(texts): Findings | null {
    const lines = texts.text.once(readLines);
    if (lines === null) return null;
    const { want = "", avoid = "", ...params } = Object.fromEntries(lines);
    return {
      positive: want,
      negative: avoid,
      params: new Map(Object.entries(params)),
      fields: {
        model_name: texts.get("mosspress-model")?.normal ?? "",
        sampler: params["brush"] ?? "",
        steps: params["rounds"] ?? "",
        seed: params["seed"] ?? "",
      },
    };
  },
};

export default {
  name: "moss-press",
  version: "1.0.0",
  functions: [],
  generators: [mossPress],
} satisfies SqlPlugin;
