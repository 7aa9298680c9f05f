import { join } from "node:path";
import type { ChosenText, TextChoice } from "../src/image/format.ts";
import { readImage } from "../src/scan/read/image_file.ts";
import { jpegSample, pngSample, webpSample } from "./images.ts";
import { mixedText } from "./texts.ts";

const folder = Deno.makeTempDirSync();
const buffer = new Uint8Array(4096);
const text = mixedText(1);

/** Reads the first text, and asks no generator. */
const FIRST: TextChoice = {
  keys: [],
  choose(entries): ChosenText | null {
    for (const entry of entries) return { text: entry.read() ?? "", source: entry.source };
    return null;
  },
};

const FILES: Readonly<Record<string, Uint8Array>> = {
  "PNG": pngSample(text),
  "PNG, text behind the pixels": pngSample(text, "after pixels"),
  "JPEG": jpegSample(text),
  "WebP": webpSample(text),
};

for (const [name, bytes] of Object.entries(FILES)) {
  const path = join(folder, name);
  Deno.writeFileSync(path, bytes);
  Deno.bench(`read: ${name}`, { group: "container" }, () => void readImage(path, FIRST));
}

Deno.bench("floor: open, fstat, read 4 KiB, close", { group: "container", baseline: true }, () => {
  using file = Deno.openSync(join(folder, "PNG"));
  file.statSync();
  file.readSync(buffer);
});

globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
