/** Lists a folder tree and asks for the facts of each file. */
import { join } from "node:path";

function statAll(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) statAll(path);
    else Deno.lstatSync(path);
  }
}

statAll(Deno.args[0] ?? "");
