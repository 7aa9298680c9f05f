import assert from "node:assert/strict";
import { walkSync } from "../support/walk.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["src/bytes/", "src/image/", "src/safetensors/"] as const;

/** Files that hold no rule of a format, and why. */
const WITHOUT_RULES: Readonly<Record<string, string>> = {
  "src/bytes/block_reader.ts": "reads whatever is asked for",
  "src/bytes/brotli/output.ts": "takes what a stream gives",
  "src/bytes/budget.ts": "budgets of our own",
  "src/bytes/bytes.ts": "operations on arrays",
  "src/bytes/source.ts": "bytes in memory",
  "src/image/blocks/sax.ts": "loads the XML parser",
  "src/image/entries.ts": "orders what the formats found",
  "src/image/format.ts": "the interface of a format",
  "src/image/formats.ts": "the table of formats",
  "src/image/isobmff/cursor.ts": "reads numbers and texts one after another",
  "src/image/read.ts": "asks the table",
  "src/image/signature.ts": "compares what the formats state",
  "src/image/video_keys.ts": "orders keys",
  "src/safetensors/model_file.ts": "opens files",
};

/** A document on the web, in a comment. */
const LINK = /^\s*(?:\/?\*|\/\/).*\bhttps:\/\/\w/m;

const files = FOLDERS.flatMap((folder) => walkSync(ROOT, folder))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }));

Deno.test("every file that implements a rule of a format names its source", () => {
  assert.ok(files.length > 30);
  const without = files.filter(({ text }) => !LINK.test(text)).map(({ path }) => path);
  assert.deepEqual(without.toSorted(), Object.keys(WITHOUT_RULES).toSorted());
});
