/** What tests of extraction look at. */
import assert from "node:assert/strict";
import { infotext, type Row, type Workspace } from "../support/workspace.ts";

/** Twenty infotexts. */
export const TEXTS = Array.from({ length: 20 }, (_, index) => infotext(index + 1));
const NOTHING = { files: 0, parsed: 0, models: 0, usages: 0, removed: 0, rows_written: 0 };

/** The files that wait. */
export function pending(space: Workspace): unknown[] {
  return space.sql("SELECT id FROM files WHERE extraction_pending = 1 ORDER BY id")
    .map((row) => row.id);
}

/** Everything that extraction writes beside bookkeeping, with rowids and times. */
export function written(space: Workspace): Row[][] {
  return ["models", "lora_usages", "image_resources"].map((table) =>
    space.sql(`SELECT rowid AS r, * FROM ${table} ORDER BY 1`)
  );
}

/** Asserts that an extraction finds nothing to do and does not write to the database. */
export async function leavesEveryByte(
  space: Workspace,
  options: Parameters<Workspace["extract"]>[0] = {},
): Promise<void> {
  const before = Deno.readFileSync(space.database);
  assert.equal((await space.extract(options)).files, 0);
  assert.ok(Deno.readFileSync(space.database).every((byte, at) => byte === before[at]));
}

export async function nothingHappens(space: Workspace): Promise<void> {
  const counts = await space.extract();
  for (const [name, count] of Object.entries(NOTHING)) {
    assert.equal(counts[name as keyof typeof NOTHING], count, name);
  }
}
