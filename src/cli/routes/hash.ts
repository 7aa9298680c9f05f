/**
 * The command `hash`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { database, json, plugin, toggle, withExamples } from "../parameters.ts";
import type { CommonFlags, Session } from "../session.ts";

/** Flags of `hash`. */
export interface HashFlags extends CommonFlags {
  readonly images?: boolean;
  readonly models?: boolean;
  readonly usedFirst?: boolean;
  readonly maxSize?: number;
  readonly rehash?: boolean;
}

const BYTES_IN: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/**
 * A size as people write it, in bytes.
 *
 * @throws {RangeError} If it is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sizeInBytes("2.5 GB"), 2_500_000_000);
 * assert.equal(sizeInBytes("1KiB"), 1024);
 * ```
 */
export function sizeInBytes(input: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt]i?)?b?)$/i.exec(input.trim()) ?? [];
  const factor = BYTES_IN[unit.toLowerCase()];
  if (number === undefined || factor === undefined) {
    throw new RangeError("it must be a size such as 500MB or 2GB");
  }
  return Math.floor(Number(number) * factor);
}

/** `hash`. */
export const hash = buildCommand<HashFlags, [string], Session>({
  docs: {
    brief: "Hash files, and link what images name to model files",
    fullDescription: withExamples(
      "SHA-256 of every file that has none yet, and of the tensors of model files, in one read. Each file is committed\n" +
        "when it is done; a run that was stopped goes on where it was. Without --images or --models all files are hashed.",
      "deno task hash photos.sqlite",
      "deno task hash photos.sqlite --models --used-first",
      "deno task hash photos.sqlite --images --max-size 20MB",
    ),
  },
  parameters: {
    flags: {
      images: toggle("Hash images"),
      models: toggle("Hash model files"),
      usedFirst: toggle("Begin with the model files that images name"),
      maxSize: {
        kind: "parsed",
        parse: sizeInBytes,
        placeholder: "size",
        optional: true,
        brief: "Leave out larger files (such as 2GB)",
      },
      rehash: toggle("Hash again what has a hash already"),
      json,
      plugin,
    },
    positional: { kind: "tuple", parameters: [database] },
  },
  loader: async () => {
    const { hash } = await import("../../commands/hash.ts");
    return function (flags, database): Promise<void> {
      return this.runLong(
        flags,
        (plugins, context) => hash({ ...flags, database, plugins }, context),
      );
    };
  },
});
