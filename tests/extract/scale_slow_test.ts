import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { Extractor } from "../../src/extract/extractor.ts";
import { MIN_INTEGER } from "../../src/host/values.ts";
import { stampsOf } from "../../src/extract/stamp.ts";
import { processorTime } from "../support/patience.ts";
import { inWorkspace } from "../support/workspace.ts";

const MIB = 1024 * 1024;

/** An infotext of about 1 KiB. */
function longInfotext(n: number): string {
  const words = Array.from({ length: 100 }, (_, index) => `word${(n * 31 + index) % 977}`);
  return `${words.join(", ")} <lora:leaf_${n % 50}:0.5>\nNegative prompt: blur\n` +
    `Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: ${n}, Size: 512x768, Model: meadow`;
}

Deno.test(
  "memory stays level over 20,000 rows, and the last rows take no longer than the first",
  inWorkspace((space) => {
    const count = 20_000;
    space.fill(Array.from({ length: count }, (_, n) => longInfotext(n)));
    using db = openForWork(space.database, { create: false });
    const extractor = new Extractor(db, {
      chunk: 500,
      stamps: stampsOf({ lora_weight_min: 0, lora_weight_max: 4 }, []),
      usageOptions: "{}",
      deleteMissing: false,
    });
    const times: number[] = [];
    let after = MIN_INTEGER;
    let early = 0;
    let peak = 0;
    for (let chunk = 0; chunk < count / 500; chunk++) {
      const start = processorTime();
      const { last, files } = extractor.next(after);
      times.push(processorTime() - start);
      assert.equal(files, 500);
      after = last ?? after;
      const { rss } = Deno.memoryUsage();
      if (chunk === 10) early = rss;
      peak = Math.max(peak, rss);
    }
    assert.equal(extractor.waiting(MIN_INTEGER), 0);
    assert.equal(extractor.counts.models, count);
    assert.ok(peak - early < 96 * MIB, `${Math.round((peak - early) / MIB)} MiB more`);
    const [first, last] = [Math.min(...times.slice(5, 20)), Math.min(...times.slice(25))];
    assert.ok(last < 4 * first, `${first} ms a chunk at first, ${last} ms at last`);
  }),
);
