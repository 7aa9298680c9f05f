import { join } from "node:path";
import { readImage } from "../src/image/read.ts";
import { jpegSample, pngSample, webpSample } from "./images.ts";
import { mixedText } from "./texts.ts";

const folder = Deno.makeTempDirSync();
const buffer = new Uint8Array(4096);
const text = mixedText(1);

const FILES: Readonly<Record<string, Uint8Array>> = {
  "PNG": pngSample(text),
  "PNG, text behind the pixels": pngSample(text, "after pixels"),
  "JPEG": jpegSample(text),
  "WebP": webpSample(text),
};

for (const [name, bytes] of Object.entries(FILES)) {
  const path = join(folder, name);
  Deno.writeFileSync(path, bytes);
  Deno.bench(`read: ${name}`, { group: "container" }, () => void readImage(path, () => true));
}

Deno.bench("floor: open, fstat, read 4 KiB, close", { group: "container", baseline: true }, () => {
  using file = Deno.openSync(join(folder, "PNG"));
  file.statSync();
  file.readSync(buffer);
});

globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
