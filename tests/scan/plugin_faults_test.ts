/** A plugin's generator that throws, or is not what it says, is a fault of the plugin: one line names it. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Generator } from "../../src/generators/generator.ts";
import { installPlugins } from "../../src/host/install.ts";
import { PluginError, type SqlPlugin } from "../../src/host/plugin.ts";
import { answerTask } from "../../src/scan/ahead/read_task.ts";
import { fileReader } from "../../src/work/file_reader.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";

type Draft = Partial<Record<keyof Generator, unknown>>;

function pluginOf(draft: Draft): SqlPlugin {
  const generator = {
    name: "fern",
    version: 1,
    keys: [],
    recognises: () => true,
    read: () => null,
    ...draft,
  } as unknown as Generator;
  return { name: "mine", version: "1.0.0", functions: [], generators: [generator] };
}

const fails = (): never => {
  throw new TypeError("no such leaf");
};

for (const member of ["recognises", "read"] as const) {
  Deno.test(
    `a scan names the generator whose ${member} throws`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(infotext(1)));
      await assert.rejects(
        space.scanAndExtract({ plugins: [pluginOf({ [member]: fails })] }),
        (error) => {
          assert.ok(error instanceof PluginError);
          assert.equal(
            error.message,
            'The generator "fern" fails: no such leaf; mend its plugin, or leave it out',
          );
          return true;
        },
      );
    }),
  );
}

Deno.test(
  "the second thread leaves a file on which a plugin fails to the main thread",
  inWorkspace((space) => {
    const path = space.put("a.png", pngWith(infotext(1)));
    const reads = fileReader(false, [pluginOf({ recognises: fails })]);
    const task = [{ kind: "image" as const, path: path ?? space.at("a.png"), sidecars: [] }];
    assert.deepEqual(answerTask(task, reads), { files: [null] });
  }),
);

for (
  const [title, draft] of [
    ["recognises", { recognises: async () => await false }],
    ["read", { read: async () => await null }],
  ] as const
) {
  Deno.test(`installPlugins refuses a generator whose ${title} is async`, () => {
    using db = new DatabaseSync(":memory:");
    assert.throws(
      () => installPlugins(db, [pluginOf(draft)]),
      /^PluginError: Cannot install the generator "fern": .* not async/,
    );
  });
}
