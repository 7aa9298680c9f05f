/**
 * The image scripts of kohya's sd-scripts, which write one PNG text for each setting.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import type { RecordField } from "../record/record.ts";
import type { Texts } from "../record/texts.ts";
import type { Generator } from "./generator.ts";

const PROMPT = "prompt";
const NEGATIVE = "negative-prompt";

/** Keys of settings, with the columns that they fill. Sizes of the original are conditions, not the size of the picture. */
const SETTINGS: ReadonlyArray<readonly [key: string, column: RecordField | null]> = [
  ["seed", "seed"],
  ["sampler", "sampler"],
  ["steps", "steps"],
  ["scale", "cfg_scale"],
  ["negative-scale", null],
  ["clip-prompt", null],
  ["raw-prompt", null],
  ["original-height", null],
  ["original-width", null],
  ["original-height-negative", null],
  ["original-width-negative", null],
  ["crop-top", null],
  ["crop-left", null],
];

/** Settings that every version writes. */
const MARKS = ["seed", "steps", "scale"];

/** The PNG texts of `gen_img.py` and its forerunners (https://github.com/kohya-ss/sd-scripts). */
export const kohya: Generator = {
  name: "kohya",
  version: 1,
  keys: [PROMPT, NEGATIVE, ...SETTINGS.map(([key]) => key)],
  needsKey: true,
  recognises: (texts) =>
    (texts.text.key === PROMPT || MARKS.includes(texts.text.key)) &&
    texts.text.json === undefined && areThere(texts),
  read(texts): Findings | null {
    const params = new Map<string, string>();
    const fields: Partial<Record<RecordField, string>> = {};
    for (const [key, column] of SETTINGS) {
      const value = texts.get(key)?.normal;
      if (value === undefined || value === "None") continue;
      params.set(key, value);
      if (column !== null) fields[column] = value;
    }
    return {
      positive: texts.get(PROMPT)?.normal ?? "",
      negative: texts.get(NEGATIVE)?.normal ?? "",
      params,
      fields,
    };
  },
};

function areThere(texts: Texts): boolean {
  const prompt = texts.get(PROMPT);
  return MARKS.every((key) => /^-?[\d.]+$/.test(texts.get(key)?.normal ?? "")) &&
    (prompt === undefined || prompt.json === undefined);
}
