/** Opens each file of a folder tree, asks for its size, reads 4 KiB and closes it. */
import { join } from "node:path";

const buffer = new Uint8Array(4096);

function readAll(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      readAll(path);
      continue;
    }
    const file = Deno.openSync(path);
    file.statSync();
    file.readSync(buffer);
    file.close();
  }
}

readAll(Deno.args[0] ?? "");
