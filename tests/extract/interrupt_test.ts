import assert from "node:assert/strict";
import type { CommandContext } from "../../src/work/command.ts";
import { infotext, inWorkspace } from "../support/workspace.ts";

const FIFTY = Array.from({ length: 50 }, (_, index) => infotext(index + 1));

/** A context whose user asks to stop once a condition holds. */
function stopping(when: (asked: number) => boolean): CommandContext {
  let asked = 0;
  return {
    progress: () => ({ update: () => {}, end: () => {} }),
    interrupted: () => when(++asked),
  };
}

Deno.test(
  "an interrupted extraction keeps its finished chunks, says how many files are left, and goes on next time",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    const first = await space.extract({ chunk: 10 }, stopping((asked) => asked === 2));
    assert.equal(first.report.interrupted, true);
    assert.deepEqual([first.files, first.models, first.left], [20, 20, 30]);
    assert.match(first.report.lines.join("\n"), /Stopped: 30 files left; run again to go on/);
    assert.equal(space.value("SELECT max(file_id) FROM models"), 20n);
    const second = await space.extract({ chunk: 10 });
    assert.deepEqual([second.files, second.left, second.report.interrupted], [30, 0, false]);
    assert.equal(space.value("SELECT count(*) FROM models"), 50n);
  }),
);

Deno.test(
  "the wish to stop that comes with the last chunk stops nothing",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    const { report, left, files } = await space.extract({ chunk: 50 }, stopping(() => true));
    assert.deepEqual([files, left, report.interrupted], [50, 0, false]);
    assert.doesNotMatch(report.lines.join("\n"), /Stopped/);
  }),
);

Deno.test(
  "progress goes up chunk by chunk to the number of waiting files and is taken away",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    const seen: (number | string | undefined)[][] = [];
    await space.extract({ chunk: 20 }, {
      progress: (title, unit) => {
        seen.push([title, unit]);
        return {
          update: (done, total) => seen.push([done, total]),
          end: () => seen.push(["end"]),
        };
      },
      interrupted: () => false,
    });
    assert.deepEqual(seen.slice(0, 4), [["Extracting", "files"], [20, 50], [40, 50], [50, 50]]);
    assert.deepEqual(seen.at(-1), ["end"]);
  }),
);
