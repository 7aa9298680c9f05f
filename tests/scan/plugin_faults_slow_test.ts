/** A plugin's generator that throws, or is not what it says, is a fault of the plugin: one line names it. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Generator } from "../../src/generators/generator.ts";
import { installPlugins } from "../../src/host/install.ts";
import { FunctionError } from "../../src/host/errors.ts";
import { PluginError, type SqlPlugin } from "../../src/host/plugin.ts";
import { sd } from "../../src/plugins/sd_native.ts";
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
            'The generator "fern" of plugin "mine" fails: no such leaf; mend the plugin, or leave it out',
          );
          return true;
        },
      );
    }),
  );
}

const NOTHING = { positive: "", negative: "", params: new Map() };

/** Findings that are none, by what the error says of them. */
const NONSENSE: readonly [draft: Draft, fault: string][] = [
  [{ recognises: () => "yes" }, "recognises must return true or false"],
  [{ read: () => undefined }, "read must return an object or null"],
  [{ read: () => "a cat" }, "read must return an object or null"],
  [{ read: () => [NOTHING] }, "read must return an object or null"],
  [{ read: () => ({}) }, "positive must be a text"],
  [{ read: () => ({ ...NOTHING, positive: 7 }) }, "positive must be a text"],
  [{ read: () => ({ ...NOTHING, negative: null }) }, "negative must be a text"],
  [{ read: () => ({ ...NOTHING, params: { a: "b" } }) }, "params must be a Map of texts"],
  [{ read: () => ({ ...NOTHING, params: new Map([["a", 1]]) }) }, "params must be a Map of texts"],
  [{ read: () => ({ ...NOTHING, columns: [{}] }) }, "columns must be a list of { facts, value }"],
  [{ read: () => ({ ...NOTHING, fields: { steps: 20 } }) }, "fields must be an object of texts"],
  [
    { read: () => ({ ...NOTHING, loras: [{ name: "moss", weight: "1" }] }) },
    "loras must be a list of { name, weight, origin }",
  ],
  [
    { read: () => ({ ...NOTHING, resources: [{ type: "vae" }] }) },
    "resources must be a list of { type, source }",
  ],
  [{ read: () => ({ ...NOTHING, appliedTags: [] }) }, "appliedTags must be a Set of texts"],
  [
    {
      read: () => ({ ...NOTHING, params: new Map([["moss", "1"]]) }),
      resources: [{ key: "moss", read: () => "moss" }],
    },
    "resources must be read as a list of { type }",
  ],
];

for (const [draft, fault] of NONSENSE) {
  Deno.test(
    `a generator of which ${fault} is named with its plugin, by functions, extraction and scans`,
    inWorkspace(async (space) => {
      const plugins = [pluginOf(draft)];
      const message =
        `The generator "fern" of plugin "mine" cannot be used: ${fault}; mend the plugin, or leave it out`;
      using db = new DatabaseSync(":memory:");
      installPlugins(db, [sd, ...plugins]);
      assert.throws(() => db.prepare("SELECT sd_parse('a'), sd_resources('a')").get(), (error) => {
        assert.ok(error instanceof FunctionError);
        assert.ok(error.message.endsWith(message), error.message);
        return true;
      });
      space.fill([infotext(1), infotext(2)]);
      const { failed, report } = await space.extract({ plugins });
      assert.deepEqual([failed, report.errors], [2, 2]);
      const [row] = space.sql("SELECT DISTINCT message FROM extraction_errors");
      assert.ok(String(row?.message).endsWith(message), String(row?.message));
      if ("resources" in draft) return; // a scan does not read them
      space.put("a.png", pngWith(infotext(1)));
      await assert.rejects(space.scanAndExtract({ plugins }), { name: "PluginError", message });
    }),
  );
}

Deno.test("findings of a plugin's generator that has the shape of a class are taken as they are", () => {
  class Fern {
    readonly name = "fern";
    readonly version = 1;
    readonly keys: string[] = [];
    readonly steps = "12";
    recognises(): boolean {
      return true;
    }
    read(): unknown {
      return { ...NOTHING, positive: "a fern", fields: { steps: this.steps, seed: undefined } };
    }
  }
  using db = new DatabaseSync(":memory:");
  const generators = [new Fern() as unknown as Generator];
  installPlugins(db, [sd, { name: "mine", version: "1", functions: [], generators }]);
  const row = db.prepare(
    "SELECT sd_parse('x') ->> 'steps' AS steps, sd_parse('x') ->> 'generator' AS name",
  ).get();
  assert.deepEqual({ ...row }, { steps: 12, name: "fern" });
});

Deno.test(
  "the second thread leaves a file on which a plugin fails to the main thread",
  inWorkspace((space) => {
    const path = space.put("a.png", pngWith(infotext(1)));
    const reads = fileReader(SETTINGS, [pluginOf({ recognises: fails })]);
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
