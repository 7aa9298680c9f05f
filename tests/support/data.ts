/** Case data: our own in tests/data, and the shared collection, which a fresh clone lacks. */
import { existsSync } from "node:fs";

/** The folder of the shared collection. */
export const SHARED = Deno.env.get("SQLITE_SD_DATA") ?? "../shared/data";

/** A file of tests/data. */
export function ownData<T>(name: string): T {
  return readExact<T>(Deno.readTextFileSync(new URL(`../data/${name}`, import.meta.url)));
}

/** Registers a test over a file of the shared collection; where that is absent, it is skipped with a warning. */
export function testSharedData<T>(file: string, sentence: string, run: (data: T) => void): void {
  const path = `${SHARED}/${file}`;
  const ignore = !existsSync(path);
  // deno-lint-ignore no-console
  if (ignore) console.warn(`skipped: no ${path} (set SQLITE_SD_DATA): ${sentence}`);
  Deno.test({ name: sentence, ignore, fn: () => run(readExact<T>(Deno.readTextFileSync(path))) });
}

/**
 * Cases of the shared collection whose usages are those of tags alone; the specification counts what AddNet's keys name, too.
 */
export const OF_TAGS_ALONE: ReadonlySet<string> = new Set(["addnet-keys"]);

/** JSON in which integers are BigInt: `JSON.parse` alone rounds those above 2^53. */
export function readExact<T>(text: string): T {
  const exact = (_key: string, value: unknown, context?: { readonly source: string }): unknown =>
    typeof value === "number" && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context?.source ?? "")
      : value;
  return JSON.parse(text, exact);
}
