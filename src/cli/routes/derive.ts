/**
 * The commands below `derive`.
 *
 * @module
 */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { argument, chunk, database, json, plugin, toggle, withExamples } from "../parameters.ts";
import type { CommonFlags, Session } from "../session.ts";

interface AddFlags extends CommonFlags {
  readonly kind?: "image" | "model";
  readonly before?: string;
}

interface RunFlags extends CommonFlags {
  readonly debug?: boolean;
  readonly chunk?: number;
}

const field = argument("name", "The field's name");

const add = buildCommand<AddFlags, [string, string, string], Session>({
  docs: {
    brief: "Add a field, or change it",
    fullDescription: withExamples(
      "The expression is in Common Expression Language, https://cel.dev. It sees file, record, loras, resources,\n" +
        "training, metadata, enrichment, and in derived the fields before it.",
      `deno task derive add photos.sqlite megapixels "double(record.width * record.height) / 1000000.0"`,
      `deno task derive add photos.sqlite styled "loras.exists(l, l.weight > 0.5)"`,
      `deno task derive add photos.sqlite trigger "enrichment.trigger_words" --kind model`,
    ),
  },
  parameters: {
    flags: {
      kind: {
        kind: "enum",
        values: ["image", "model"],
        optional: true,
        brief: "What it is worked out for (image)",
      },
      before: {
        kind: "parsed",
        parse: String,
        placeholder: "name",
        optional: true,
        brief: "Put it in front of this field",
      },
      json,
      plugin,
    },
    positional: {
      kind: "tuple",
      parameters: [database, field, argument("expression", "What it is worked out by")],
    },
  },
  loader: async () => {
    const { deriveAdd } = await import("../../commands/derive.ts");
    return function (flags, database, field, expression): Promise<void> {
      return this.run(
        flags,
        (plugins) => deriveAdd({ ...flags, database, field, expression, plugins }),
      );
    };
  },
});

const list = buildCommand<CommonFlags, [string], Session>({
  docs: { brief: "List the fields in their order" },
  parameters: { flags: { json, plugin }, positional: { kind: "tuple", parameters: [database] } },
  loader: async () => {
    const { deriveList } = await import("../../commands/derive.ts");
    return function (flags, database): Promise<void> {
      return this.run(flags, (plugins) => deriveList({ database, plugins }));
    };
  },
});

const remove = buildCommand<CommonFlags, [string, string], Session>({
  docs: { brief: "Remove a field and its values" },
  parameters: {
    flags: { json, plugin },
    positional: { kind: "tuple", parameters: [database, field] },
  },
  loader: async () => {
    const { deriveRemove } = await import("../../commands/derive.ts");
    return function (flags, database, field): Promise<void> {
      return this.run(flags, (plugins) => deriveRemove({ database, field, plugins }));
    };
  },
});

const run = buildCommand<RunFlags, [string], Session>({
  docs: { brief: "Work out all fields; after enrich, so that they see what it found" },
  parameters: {
    flags: {
      debug: toggle("Store why an expression gave no value, in derived_values.error"),
      chunk,
      json,
      plugin,
    },
    positional: { kind: "tuple", parameters: [database] },
  },
  loader: async () => {
    const { deriveRun } = await import("../../commands/derive.ts");
    return function (flags, database): Promise<void> {
      return this.runLong(
        flags,
        (plugins, context) => deriveRun({ ...flags, database, plugins }, context),
      );
    };
  },
});

/** `derive`. */
export const derive = buildRouteMap<string, Session>({
  routes: { add, list, remove, run },
  docs: {
    brief: "Fields of your own, worked out by expressions",
    fullDescription: withExamples(
      "Each field has a name and an expression; a field sees those before it. All of these commands have --help,\n" +
        "--json and --plugin.",
      `deno task derive add photos.sqlite portrait "record.height > record.width"`,
      "deno task derive run photos.sqlite",
      "deno task derive list photos.sqlite",
      "deno task derive remove photos.sqlite portrait",
    ),
  },
});
