/** A folder of picture files as a person has it, for the examples that read files. */
import { join } from "node:path";
import { jpegSample, pngSample, webpSample } from "../../bench/images.ts";
import { mixedText } from "../../bench/texts.ts";

/** How many there are. */
export const FILES = 10_000;

const WRITERS = [["png", pngSample], ["jpg", jpegSample], ["webp", webpSample]] as const;
const WITHOUT_TEXT_ONE_IN = 50;
const DAMAGED_ONE_IN = 97;

function pathOf(folder: string, n: number): string {
  const [ending] = WRITERS[n % WRITERS.length] ?? WRITERS[0];
  return join(folder, `day ${n % 7}`, `${n} 猫.${ending}`);
}

function write(folder: string, n: number, text: string): void {
  const [, sample] = WRITERS[n % WRITERS.length] ?? WRITERS[0];
  const whole = sample(n % WITHOUT_TEXT_ONE_IN === 0 ? "" : text);
  const bytes = n % DAMAGED_ONE_IN === 0 ? whole.subarray(0, whole.length / 3) : whole;
  Deno.writeFileSync(pathOf(folder, n), bytes);
}

/** Writes them all; some have no text, some are cut off. */
export function writeFiles(folder: string): void {
  for (let day = 0; day < 7; day++) Deno.mkdirSync(join(folder, `day ${day}`), { recursive: true });
  for (let n = 1; n <= FILES; n++) write(folder, n, mixedText(n));
}

/** Changes, adds and removes some; gives the number of those that have to be read. */
export function changeFiles(folder: string): number {
  const later = new Date(Date.now() + 60_000);
  let read = 0;
  for (let n = 1; n <= FILES; n += 40) {
    write(folder, n, mixedText(n + 1_000_000));
    Deno.utimeSync(pathOf(folder, n), later, later);
    write(folder, FILES + n, mixedText(FILES + n));
    Deno.removeSync(pathOf(folder, n + 1));
    read += 2;
  }
  return read;
}

/** Puts another picture in the place of one that is not changed, with its time: only who reads it sees that. */
export function tamper(folder: string): { readonly path: string; readonly restore: () => void } {
  const path = pathOf(folder, 5);
  const [bytes, { atime, mtime }] = [Deno.readFileSync(path), Deno.statSync(path)];
  const put = (content: Uint8Array): void => {
    Deno.writeFileSync(path, content);
    Deno.utimeSync(path, atime ?? new Date(), mtime ?? new Date());
  };
  put(pngSample(mixedText(5_000_000)));
  return { path, restore: () => put(bytes) };
}
