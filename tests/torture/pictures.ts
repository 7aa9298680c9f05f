/** A folder of pictures for the runs that are stopped, and what an undisturbed run makes of it. */
import assert from "node:assert/strict";
import { sqliteSd } from "../cli/process.ts";
import { exifSegment, jpeg } from "../fixtures/jpeg.ts";
import { png } from "../fixtures/png.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import { infotext, pngWith, type Workspace } from "../support/workspace.ts";
import { type Content, contentOf } from "./content.ts";

/** Fills a folder with pictures of several kinds, some with several LoRAs, some without anything. */
export function addPictures(space: Workspace, count: number): void {
  for (let n = 0; n < count; n++) {
    const folder = `folder ${n % 7}`;
    const text = `<lora:rock:${n % 4}> ${infotext(n)}, Lora hashes: "rock: ${
      String(n).padStart(12, "0")
    }"`;
    if (n % 10 === 1) space.put(`${folder}/${n}.jpg`, jpeg([exifSegment(a1111Tiff(text))]));
    else if (n % 10 === 2) space.put(`${folder}/${n}.png`, png());
    else if (n % 10 === 3) {
      space.put(`${folder}/${n}.png`, png());
      space.put(`${folder}/${n}.txt`, text);
    } else space.put(`${folder}/${n}.png`, pngWith(text));
  }
}

/** Chunks are small, so that there are many moments between them. */
export const CHUNK = ["--chunk", "20"];

/** What an undisturbed run leaves, and how many milliseconds it takes. */
export async function undisturbed(
  space: Workspace,
): Promise<{ content: Content; milliseconds: number }> {
  const database = `${space.database}.reference`;
  const start = performance.now();
  const { status, stderr } = await sqliteSd("extract", database, space.pictures, ...CHUNK);
  assert.deepEqual([status, stderr], [0, ""]);
  return { content: contentOf(database), milliseconds: performance.now() - start };
}

/** Removes a database with the files that SQLite keeps beside it. */
export function removeDatabase(database: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) {
    try {
      Deno.removeSync(database + end);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
