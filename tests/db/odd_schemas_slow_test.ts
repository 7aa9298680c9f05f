import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { migrateDatabase } from "../../src/commands/migrate.ts";
import { DatabaseError } from "../../src/host/errors.ts";
import type { Report } from "../../src/work/command.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { assertUsable, type Dice, makeOdd, readAll, readsOf, usesOf } from "./odd_databases.ts";
import { OWN, SCHEMA } from "./odd_schemas.ts";

/** The database's file and what stands beside it, byte for byte. */
function bytesOf(space: Workspace): Record<string, string> {
  const files = [...Deno.readDirSync(space.folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => [name, Deno.readFileSync(join(space.folder, name)).toBase64()]);
  return Object.fromEntries(files);
}

const RUNS: Readonly<Record<string, (space: Workspace) => Report | Promise<Report>>> = {
  scan: async (space) => (await space.scan()).report,
  extract: async (space) => (await space.extract()).report,
  hash: async (space) => (await space.hash({ threads: 0 })).report,
  migrate: ({ database }) => migrateDatabase({ database }),
};

/** Whether the database was taken over; else not a byte is changed, and one line says what to do. */
async function isAdopted(space: Workspace, first: string): Promise<boolean> {
  const before = bytesOf(space);
  try {
    await RUNS[first]?.(space);
    return true;
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    assert.match(error.message, /^Cannot (?:adopt|migrate|use|apply) "[^\n]*$/);
    assert.match(error.message, /rename|have a database of its own|run "migrate /);
    assert.deepEqual(bytesOf(space), before);
    return false;
  }
}

/** Reasons of the user's own for which SQLite may refuse a file. */
const THEIR_REASON = new RegExp(
  "^NOT NULL constraint failed: \\w+\\.(?:metadata_json|COLUMNS)$|^UNIQUE constraint failed: .*(?:metadata_json|COLUMNS|my_index)"
    .replaceAll("COLUMNS", OWN.join("|")),
  "i",
);

async function refuseNothing(space: Workspace): Promise<void> {
  const { errors } = await space.scan();
  assert.deepEqual(errors.filter(({ reason }) => !THEIR_REASON.test(reason)), []);
  const { opened } = await space.scan();
  assert.ok(opened === 0 || errors.length > 0, "files are read again and again");
  if (errors.length === 0) assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
}

async function check(
  space: Workspace,
  schema: readonly string[],
  order: readonly string[],
  dice: Dice,
): Promise<boolean> {
  const pictures = ["a.png", "b.png"].map((name, at) => space.put(name, pngWith(infotext(at + 1))));
  makeOdd(space.database, schema, pictures, dice);
  const reads = readsOf(space.database);
  const before = readAll(space.database, reads);
  const uses = usesOf(space.database);
  if (!await isAdopted(space, order[0] ?? "")) return false;
  await refuseNothing(space);
  for (const name of order) await RUNS[name]?.(space);
  const after = readAll(space.database, reads);
  before.forEach((content, index) => {
    for (const row of content) assert.ok(after[index]?.has(row), `${reads[index]}: ${row} is gone`);
  });
  assertUsable(space.database, uses);
  assert.equal(space.value("PRAGMA integrity_check"), "ok");
  return true;
}

Deno.test("an odd database is refused with no byte changed, or adopted with every row and column of the user's as it was", async () => {
  const orders = fc.array(fc.constantFrom(...Object.keys(RUNS)), { minLength: 10, maxLength: 10 });
  let adopted = 0;
  const property = fc.asyncProperty(
    SCHEMA,
    orders,
    fc.gen(),
    (schema, order, gen) =>
      inWorkspace(async (space) => {
        if (
          await check(space, schema, order, (sides) => gen(fc.nat, { max: sides - 1 }))
        ) adopted++;
      })(),
  );
  // More runs, by hand: ODD_SCHEMAS=1000 deno test -A tests/db/odd_schemas_slow_test.ts
  await fc.assert(property, { numRuns: Number(Deno.env.get("ODD_SCHEMAS") ?? 40) });
  assert.ok(adopted > 0);
});
