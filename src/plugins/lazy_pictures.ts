/**
 * Pictures as bytes for the commands: their readers add 10 ms to a start, and few queries hold pictures.
 *
 * @module
 */
import { loadXmlParser } from "../image/blocks/sax.ts";

type Pictures = typeof import("./pictures.ts");

let loaded: Pictures | undefined;

/**
 * Loads the readers of pictures, for `sd_text` and `sd_image` in a program that may not read their files later.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * import { installPlugins, loadPictures, sd } from "../../mod.ts";
 *
 * await loadPictures();
 * using db = new DatabaseSync(":memory:");
 * installPlugins(db, [sd]);
 * const picture = Deno.readFileSync("samples/a1111-harbour.png");
 * const row = db.prepare("SELECT sd_parse(sd_text(?)) ->> 'model_name' AS model").get(picture);
 * assert.equal(row?.model, "meadowMix_v3");
 * ```
 */
export async function loadPictures(): Promise<void> {
  await loadXmlParser();
  loaded ??= await import("./pictures.ts");
}

/** Whether SQL may read a picture. */
export function mentionsPictures(sql: string): boolean {
  return /sd_(?:text|image)\b/i.test(sql);
}

/** The readers; where nothing loaded them before, they are loaded without waiting, as expressions are. */
export function lazyPictures(): Pictures {
  return loaded ??= globalThis.process.getBuiltinModule("node:module")
    .createRequire(import.meta.url)("./pictures.ts") as Pictures;
}
