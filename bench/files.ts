/**
 * Databases and folders to measure with.
 *
 * @module
 */
import { join } from "node:path";
import { migrate } from "../src/db/migrate.ts";
import { openDatabase } from "../src/host/open.ts";
import { jpegSample, pngSample, webpSample } from "./images.ts";
import { mixedText } from "./texts.ts";

/** Makes a database whose `files` wait for extraction. */
export function makeDatabase(path: string, rows: number): void {
  using db = openDatabase(path, { create: true });
  migrate(db);
  const insert = db.prepare(
    `INSERT INTO files (file_path, container, metadata_source, metadata_json, status)
     VALUES (?, 'png', 'png:parameters', ?, 'ok')`,
  );
  db.exec("BEGIN");
  for (let n = 0; n < rows; n++) insert.run(`/images/${n >> 10}/${n}.png`, mixedText(n));
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

/** Makes a folder of small images of all containers, a thousand to a folder. */
export function makeImages(folder: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const below = join(folder, String(n >> 10));
    if (n % 1024 === 0) Deno.mkdirSync(below, { recursive: true });
    const text = mixedText(n);
    const [name, bytes] = n % 10 < 6
      ? ["png", pngSample(text)]
      : n % 10 < 9
      ? ["jpg", jpegSample(text)]
      : ["webp", webpSample(text)];
    Deno.writeFileSync(join(below, `${n}.${name}`), bytes);
  }
}

/** Makes PNG files whose text stands behind pixel data of `megabytes`; the pixels are a hole in the file. */
export function makeLargeImages(folder: string, count: number, megabytes: number): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const { head, tail, pixelBytes } = largePng(mixedText(n), megabytes * 1_000_000);
    using file = Deno.openSync(join(folder, `${n}.png`), { write: true, create: true });
    file.writeSync(head);
    file.seekSync(pixelBytes, Deno.SeekMode.Current);
    file.writeSync(tail);
  }
}

/** A PNG with one IDAT chunk of that length, and its text behind it, in two parts. */
function largePng(
  text: string,
  pixelBytes: number,
): { head: Uint8Array; tail: Uint8Array; pixelBytes: number } {
  const small = pngSample(text, "after pixels");
  const at = indexOf(small, "IDAT") - 4;
  const length = new DataView(small.buffer, small.byteOffset).getUint32(at);
  const head = small.slice(0, at + 8);
  new DataView(head.buffer).setUint32(at, pixelBytes);
  return { head, tail: small.slice(at + 8 + length), pixelBytes };
}

function indexOf(bytes: Uint8Array, text: string): number {
  return new TextDecoder("latin1").decode(bytes).indexOf(text);
}
