/** Small files that real encoders made, of every container, and the texts that were put into them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { TextEntry } from "../../src/image/format.ts";
import { readImage } from "../../src/scan/read/image_file.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { SHARED } from "../support/data.ts";

const FOLDER = `${SHARED}/containers`;
const ignore = !existsSync(FOLDER);

// deno-lint-ignore no-console
if (ignore) console.warn(`skipped: no real containers at ${FOLDER} (set SQLITE_SD_DATA)`);

/** Keys under which ComfyUI's savers and VideoHelperSuite keep graphs. */
const KEYS = ["prompt", "workflow", "make", "model", "hidden"];

/** Every text of a file. */
function textsOf(path: string): string[] {
  const found: string[] = [];
  const choose = (entries: Iterable<TextEntry>): null => {
    for (const entry of entries) found.push(entry.read() ?? "");
    return null;
  };
  readImage(path, { keys: KEYS, choose });
  return found;
}

/** Whether a text holds another one: as it is, or as a string of its JSON. */
function holds(text: string, wanted: string): boolean {
  if (text.includes(wanted)) return true;
  return text.startsWith("{") && Object.values(JSON.parse(text)).includes(wanted);
}

Deno.test({
  name: "every real container gives the text that was put into it, and its size",
  ignore,
  fn(): void {
    const known = JSON.parse(Deno.readTextFileSync(`${FOLDER}/texts.json`));
    const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
      .filter((name) => name !== "texts.json").sort();
    assert.ok(names.length > 10);
    for (const name of names) {
      const path = `${FOLDER}/${name}`;
      const isInfotext = /^(?:a1111|stealth)/.test(name);
      const wanted = isInfotext ? known.infotext : known.prompt;
      assert.ok(textsOf(path).some((text) => holds(text, wanted)), name);
      const { damage, kind, width, height, text } = readImage(path, JUDGE);
      assert.deepEqual([damage, width], [null, 64], name);
      assert.ok(height === 32 || height === 64, name);
      assert.equal(kind, /\.(?:mp4|mov|webm|mkv)$/.test(name) ? "video" : "image", name);
      if (isInfotext) assert.equal(text, known.infotext, name);
    }
  },
});
