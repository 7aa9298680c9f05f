/** Reads and checks the header of each model file of a folder tree, as a scan does, without a database. */
import { readModel } from "../src/safetensors/model_file.ts";
import { walk } from "../src/files/walk.ts";

let sound = 0;
for (const entries of walk(Deno.args[0] ?? "", () => {})) {
  for (const { path } of entries) {
    const { headerStatus, headerDetail } = readModel(path);
    if (headerStatus === "ok" && headerDetail === null) sound++;
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(`${sound}\n`));
