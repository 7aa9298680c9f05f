/** Answers and times that are waited for. */
import assert from "node:assert/strict";
import { addImage, numbers, withRegistry } from "../support/models.ts";
import { ended } from "../support/patience.ts";
import { hashesOfFile, htmlReply, jsonReply } from "../support/registry.ts";
import {
  BY_HASH,
  checkFault,
  FAULTS,
  gapsOf,
  HASH,
  inSeconds,
  JSON_TYPE,
  ROW,
  STALLS,
} from "./faults.ts";

const HOUR = 3_600_000;

for (const fault of STALLS) {
  Deno.test(
    `answered with ${fault.name}: ${fault.status}`,
    withRegistry((world) => checkFault(world, fault)),
  );
}

Deno.test(
  "a good row outlives every fault; only a 404 of the registry's marks it as removed",
  withRegistry(async ({ space, registry, enrich }) => {
    registry.know([1]);
    addImage(space, 1, { loras: [HASH] });
    await enrich();
    const [good] = space.sql(ROW);
    assert.equal(good?.status, "matched");
    for (const { name, replies, status, pace = {} } of [...FAULTS, ...STALLS]) {
      if (status === "matched") continue;
      registry.rules.length = 0;
      registry.script(BY_HASH, ...replies);
      await enrich({ refresh: true, pace: { ...pace, retries: 0 } });
      const [{ removed, ...after } = {}] = space.sql(`${ROW} ORDER BY id`);
      assert.deepEqual({ ...after, removed: null }, good, name);
      assert.equal(removed !== null, status === "not_found", name);
      const [last] = space.sql(`${ROW} ORDER BY id DESC`);
      assert.deepEqual([last?.status, last?.payload], [status, null], name);
      assert.equal(space.value("SELECT count(*) FROM model_details"), 1n, name);
      space.exec("UPDATE model_enrichment SET removed_at = NULL");
    }
  }),
);

Deno.test(
  "requests go one at a time, with a gap, and name the program",
  withRegistry(async ({ space, registry, enrich }) => {
    for (const n of numbers(1, 5)) {
      addImage(space, n, { loras: [hashesOfFile(n).tensor.slice(0, 12)] });
    }
    await enrich({ pace: { gapMs: 200 } });
    assert.equal(registry.peak, 1);
    // One that is taken up late by a busy machine is closer to the next.
    const gaps = gapsOf(registry);
    const all = gaps.reduce((sum, gap) => sum + gap, 0);
    assert.ok(gaps.length >= 4 && all >= (gaps.length - 1) * 200, `${gaps} ms`);
    for (const { headers } of registry.seen) {
      assert.match(headers.get("user-agent") ?? "", /^sqlite-sd\/\d/);
      assert.equal(headers.has("authorization"), false);
    }
  }),
);

Deno.test(
  "the waits between retries grow",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script(BY_HASH, htmlReply("outage", 524));
    await enrich({ pace: { backoffMs: 40, maxBackoffMs: 10_000, retries: 4 } });
    const gaps = gapsOf(registry);
    assert.equal(gaps.length, 4);
    gaps.forEach((gap, index) => {
      assert.ok(gap >= 38 * 2 ** index, `gap ${index}: ${gap} ms`);
    });
  }),
);

for (
  const [name, header, atLeast] of [
    ["seconds", (): string => "1", 1000],
    ["a date", (): string => inSeconds(2), 900],
    ["a date in the past", (): string => inSeconds(-100), 0],
    ["words", (): string => "soon", 0],
  ] as const
) {
  Deno.test(
    `Retry-After in ${name} is waited for, by other requests too`,
    withRegistry(
      async ({ space, registry, enrich }) => {
        addImage(space, 1, { loras: [HASH] });
        addImage(space, 2, { loras: ["abcdefabcdef"] });
        let count = 0;
        registry.rules.push(() =>
          count++ === 0
            ? { ...jsonReply({}, 429), headers: { ...JSON_TYPE, "retry-after": header() } }
            : undefined
        );
        await enrich();
        const [first = 0] = gapsOf(registry);
        assert.ok(first >= atLeast, `${first} ms`);
        assert.deepEqual(registry.seen.slice(0, 2).map(({ path }) => path.includes(BY_HASH)), [
          true,
          true,
        ]);
      },
    ),
  );
}

Deno.test(
  "Ctrl-C ends a long wait at once, and what was answered is kept",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script(BY_HASH, htmlReply("outage", 503));
    let looks = 0;
    const { report } = await ended(enrich({ pace: { backoffMs: HOUR, maxBackoffMs: HOUR } }, {
      progress: () => ({ update: () => {}, end: () => {} }),
      interrupted: () => registry.seen.length > 0 && ++looks > 15,
    }));
    assert.equal(report.errors, 1);
    assert.match(String(space.value("SELECT detail FROM model_enrichment")), /503/);
  }),
);
