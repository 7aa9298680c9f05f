import assert from "node:assert/strict";
import { addImage, numbers, withRegistry } from "../support/models.ts";
import { hashesOfFile, htmlReply, jsonReply } from "../support/registry.ts";
import { BY_HASH, checkFault, FAULTS, found, HASH, JSON_TYPE, RETRIED } from "./faults.ts";

for (const fault of FAULTS) {
  Deno.test(
    `answered with ${fault.name}: ${fault.status}`,
    withRegistry((world) => checkFault(world, fault)),
  );
}

Deno.test(
  "a match that the registry lost and has again is no longer marked as removed",
  withRegistry(async ({ space, registry, enrich }) => {
    registry.know([1]);
    addImage(space, 1, { loras: [HASH] });
    await enrich();
    const [version] = registry.versions.splice(0);
    await enrich({ refresh: true });
    assert.match(String(space.value("SELECT removed_at FROM model_details")), /^\d{4}-/);
    if (version !== undefined) registry.versions.push(version);
    await enrich({ refresh: true });
    assert.deepEqual(space.sql("SELECT removed_at FROM model_details"), [{ removed_at: null }]);
  }),
);

for (
  const [name, port] of [
    ["a refused connection", "127.0.0.1:1"],
    ["a name that does not resolve", `${"a".repeat(64)}.invalid`],
  ]
) {
  Deno.test(
    `${name} is error_network`,
    withRegistry(async ({ space, enrich }) => {
      addImage(space, 1, { loras: [HASH] });
      const { report } = await enrich({ baseUrl: `http://${port}` });
      assert.match(
        String(space.value("SELECT detail FROM model_enrichment")),
        /^error_network: no connection to /,
      );
      assert.equal(report.errors, 1);
    }),
  );
}

Deno.test(
  "what failed is asked about again only when its time has come",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script(BY_HASH, jsonReply(null), found());
    await enrich();
    const { requests, waiting, report } = await enrich();
    assert.deepEqual([requests, waiting, report.errors], [0, 1, 0]);
    space.exec("UPDATE model_enrichment SET next_retry_at = '2020-01-01 00:00:00'");
    assert.equal((await enrich()).matched, 1);
  }),
);

Deno.test(
  "what is not found is asked about again after a week, then two, on and on up to 90 days",
  withRegistry(async ({ space, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    const days: number[] = [];
    for (let time = 0; time < 6; time++) {
      assert.equal((await enrich()).requests, 1);
      assert.equal((await enrich()).requests, 0);
      days.push(Number(space.value(
        "SELECT round(julianday(next_retry_at) - julianday(enriched_at)) FROM model_enrichment ORDER BY id DESC LIMIT 1",
      )));
      space.exec("UPDATE model_enrichment SET next_retry_at = datetime('now', '-1 second')");
    }
    assert.deepEqual(days, [7, 14, 28, 56, 90, 90]);
    assert.deepEqual(
      space.sql("SELECT attempts FROM model_enrichment ORDER BY id").map((row) => row["attempts"]),
      [1n, 2n, 3n, 4n, 5n, 6n],
    );
  }),
);

Deno.test(
  "401 stops the run: one request, and the other hashes are left as they were",
  withRegistry(async ({ space, registry, enrich }) => {
    for (const n of numbers(1, 5)) {
      addImage(space, n, { loras: [hashesOfFile(n).tensor.slice(0, 12)] });
    }
    registry.script("by-hash", jsonReply({ error: "Unauthorized" }, 401));
    const { requests, left, stopped, report } = await enrich();
    assert.deepEqual([requests, left, report.errors], [1, 4, 1]);
    assert.match(String(stopped), /401: the token is missing or wrong/);
    assert.equal(space.value("SELECT count(*) FROM model_enrichment"), 1n);
  }),
);

Deno.test(
  "three failures in a row stop the run: the registry is left alone",
  withRegistry(async ({ space, registry, enrich }) => {
    for (const n of numbers(1, 9)) {
      addImage(space, n, { loras: [hashesOfFile(n).tensor.slice(0, 12)] });
    }
    registry.script("by-hash", htmlReply("outage", 503));
    const { requests, left, stopped } = await enrich();
    assert.deepEqual([requests, left], [3 * RETRIED, 6]);
    assert.match(String(stopped), /3 requests in a row failed, the last one: HTTP 503/);
  }),
);

Deno.test(
  "a server that asks for an hour is believed: the run stops, and the hash waits that long",
  withRegistry(async ({ space, registry, enrich }) => {
    for (const n of numbers(1, 3)) {
      addImage(space, n, { loras: [hashesOfFile(n).tensor.slice(0, 12)] });
    }
    registry.rules.push(() => ({
      ...jsonReply({}, 429),
      headers: { ...JSON_TYPE, "retry-after": "3600" },
    }));
    const { requests, stopped } = await enrich();
    assert.deepEqual([requests, stopped], [1, "HTTP 429: too many requests"]);
    const minutes = Number(space.value(
      "SELECT (julianday(next_retry_at) - julianday('now')) * 1440 FROM model_enrichment",
    ));
    assert.ok(minutes > 58 && minutes <= 60.1, `${minutes}`);
  }),
);

Deno.test(
  "a Retry-After of years is a day, whatever digits or date it is written with",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    for (
      const time of [
        "999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Sat, 13 Sep 275760 00:00:00 GMT",
      ]
    ) {
      registry.rules.length = 0;
      registry.script(BY_HASH, { ...jsonReply({}, 429), headers: { "retry-after": time } });
      assert.notEqual((await enrich({ retry: true })).stopped, null);
      const row =
        "SELECT round(julianday(next_retry_at) - julianday(enriched_at), 3) FROM model_enrichment";
      assert.equal(space.value(`${row} ORDER BY id DESC LIMIT 1`), 1, time);
      assert.equal((await enrich()).requests, 0, time);
    }
  }),
);

for (const depth of [1500, 200_000]) {
  Deno.test(
    `an answer of ${depth} levels is error_parse, and stops neither the run nor any query`,
    withRegistry(async ({ space, registry, enrich }) => {
      addImage(space, 1, { loras: [HASH] });
      const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
      registry.script(BY_HASH, jsonReply(`{"id":1,"modelId":2,"files":[],"x":${nested}}`));
      assert.deepEqual((await enrich()).failed, { error_parse: 1 });
      assert.equal((await enrich()).waiting, 1);
      assert.deepEqual(space.sql("SELECT * FROM model_details"), []);
    }),
  );
}
