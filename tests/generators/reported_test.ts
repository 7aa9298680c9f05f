import assert from "node:assert/strict";
import { SHARED } from "../support/data.ts";
import {
  faultsOfFiles,
  faultsOfPicture,
  faultsOfText,
  HAS_CASES,
  pictureCases,
  textReports,
} from "./reported_cases.ts";

/** Cases that no generator here reads yet; one that is read must leave the list. */
const NOT_YET: ReadonlySet<string> = new Set();

/** Pictures of programs that keep a record of their own: those of graphs alone have a test of their own. */
const OWN_RECORDS = /^o-/;

// deno-lint-ignore no-console
if (!HAS_CASES) console.warn(`skipped: no ${SHARED}/generators (set SQLITE_SD_DATA): real texts`);

function compare(id: string, faults: readonly string[]): void {
  if (NOT_YET.has(id)) assert.notDeepEqual(faults, [], `${id} is read now: strike it off`);
  else assert.deepEqual(faults, [], id);
}

for (const picture of HAS_CASES ? pictureCases(OWN_RECORDS) : []) {
  Deno.test(`the picture ${picture.name} of ${picture.generator} gives every expected field`, () =>
    compare(picture.name, faultsOfPicture(picture)));
}

for (const report of HAS_CASES ? textReports() : []) {
  Deno.test(`the reported text ${report.id} gives every expected field`, () =>
    compare(report.id, faultsOfText(report)));
}

Deno.test({
  name: "the files of reports give every expected field through scan and extraction",
  ignore: !HAS_CASES,
  fn: async () => {
    for (const [id, faults] of await faultsOfFiles()) compare(id, faults);
  },
});
