/** The official templates of ComfyUI, where the Python package `comfyui-workflow-templates-json` is installed. */
import assert from "node:assert/strict";
import { listNodes } from "../../src/generators/graphs.ts";
import { parse } from "../../src/generators/parse.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { within } from "../support/patience.ts";

const PACKAGE = "comfyui_workflow_templates_json";
const FIND =
  `import importlib.util as u; s = u.find_spec("${PACKAGE}"); print(s.origin if s else "")`;

/** The package's folder; undefined where it is not installed, or no Python is there. */
function folderOfPackage(): string | undefined {
  try {
    const { stdout } = new Deno.Command("python3", { args: ["-c", FIND] }).outputSync();
    return /^(.+)[\\/][^\\/]+\.py\s*$/.exec(new TextDecoder().decode(stdout))?.[1];
  } catch {
    return undefined;
  }
}

const folder = folderOfPackage();
// deno-lint-ignore no-console
if (folder === undefined) console.warn(`skipped: no Python package ${PACKAGE}`);

Deno.test({
  name: "every official template is read, none takes long",
  ignore: folder === undefined,
  fn(): void {
    const names = [...Deno.readDirSync(`${folder}/templates`)].map(({ name }) => name)
      .filter((name) => name.endsWith(".json"));
    let graphs = 0;
    for (const name of names) {
      const text = Deno.readTextFileSync(`${folder}/templates/${name}`);
      within(20, () => parse(text));
      if (listNodes(text, GENERATORS) !== null) graphs++;
    }
    assert.ok(graphs > 500, `${graphs} graphs in ${names.length} files`);
  },
});
