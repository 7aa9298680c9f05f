import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Pace } from "../../src/enrich/pace.ts";
import { addImage, FAST, numbers, withRegistry, type World } from "../support/models.ts";
import {
  hashesOfFile,
  htmlReply,
  jsonReply,
  Registry,
  type Reply,
  versionOf,
} from "../support/registry.ts";

const HASH = hashesOfFile(1).tensor.slice(0, 12);
const BY_HASH = `/by-hash/${HASH.toUpperCase()}`;
const JSON_TYPE = { "content-type": "application/json" };
const MIB = 1024 * 1024;

/** What became of a look-up. */
interface Expected {
  readonly status: string;
  readonly detail: RegExp;
  /** Requests for the hash; default 1. */
  readonly requests?: number;
  /** Whether the run stops. */
  readonly stops?: boolean;
}

interface Fault extends Expected {
  readonly name: string;
  readonly replies: readonly Reply[];
  readonly pace?: Partial<Pace>;
}

const RETRIED = 1 + (FAST.retries ?? 0);
const found = (more: Record<string, unknown> = {}): Reply => jsonReply(versionOf(1, more));
const files = (hashes: Record<string, string>): Record<string, unknown> => ({
  files: [{ hashes }],
});
const huge = found({ description: "x".repeat(10 * MIB) });
const gzip = (body: string | Uint8Array): Reply => ({
  headers: { ...JSON_TYPE, "content-encoding": "gzip" },
  body: gzipSync(body),
});

const FAULTS: readonly Fault[] = [
  {
    name: "a version with all hashes",
    replies: [found()],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a version without hashes",
    replies: [found(files({}))],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "a version without AutoV1 and AutoV3",
    replies: [found(files({ SHA256: "AB".repeat(32) }))],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "an archived version",
    replies: [found({ files: [] })],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "a version taken down",
    replies: [found({ images: [] })],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a version of another file",
    replies: [found(files({ AutoV3: "0123456789AB" }))],
    status: "error_parse",
    detail: /another file/,
  },
  { name: "null", replies: [jsonReply(null)], status: "error_parse", detail: /no model version/ },
  { name: "a list", replies: [jsonReply([])], status: "error_parse", detail: /no model version/ },
  {
    name: "an object of another shape",
    replies: [jsonReply({ id: "1", modelId: 2, files: [] })],
    status: "error_parse",
    detail: /no model version/,
  },
  {
    name: "HTML",
    replies: [htmlReply("hello")],
    status: "error_parse",
    detail: /not JSON but text\/html.*hello/,
  },
  {
    name: "JSON that is cut off",
    replies: [{ headers: JSON_TYPE, body: '{"id": 1, "modelId":' }],
    status: "error_parse",
    detail: /not JSON: .*modelId/,
  },
  {
    name: "JSON of the wrong type",
    replies: [{ headers: { "content-type": "text/plain" }, body: JSON.stringify(versionOf(1)) }],
    status: "error_parse",
    detail: /not JSON but text\/plain/,
  },
  {
    name: "an empty body",
    replies: [{ headers: JSON_TYPE }],
    status: "error_parse",
    detail: /not JSON: nothing/,
  },
  {
    name: "404 with the registry's reason",
    replies: [jsonReply({ error: "Missing model file" }, 404)],
    status: "not_found",
    detail: /^not_found$/,
  },
  {
    name: "404 as JSON without a reason",
    replies: [jsonReply({}, 404)],
    status: "error_parse",
    detail: /404 without a reason/,
  },
  {
    name: "404 as HTML of a wrong address",
    replies: [htmlReply("Not Found", 404)],
    status: "error_network",
    detail: /^error_server: HTTP 404/,
    requests: RETRIED,
  },
  {
    name: "404 as HTML of an edge that blocks",
    replies: [htmlReply("Just a moment...", 404)],
    status: "error_network",
    detail: /^error_blocked:/,
    stops: true,
  },
  {
    name: "400",
    replies: [jsonReply({ code: "BAD", message: "no", issues: [] }, 400)],
    status: "error_parse",
    detail: /^error_request: HTTP 400/,
  },
  {
    name: "405",
    replies: [jsonReply({ error: "no" }, 405)],
    status: "error_parse",
    detail: /HTTP 405/,
  },
  {
    name: "401",
    replies: [jsonReply({ error: "Unauthorized" }, 401)],
    status: "error_network",
    detail: /^error_auth: HTTP 401/,
    stops: true,
  },
  {
    name: "403 as JSON",
    replies: [jsonReply({ error: "Forbidden" }, 403)],
    status: "error_network",
    detail: /^error_auth: HTTP 403/,
    stops: true,
  },
  {
    name: "403 as HTML of an edge",
    replies: [htmlReply("Just a moment...", 403)],
    status: "error_network",
    detail: /^error_blocked: HTTP 403.*Just a moment/,
    stops: true,
  },
  {
    name: "429 for ever",
    replies: [jsonReply({ error: "slow" }, 429)],
    status: "error_network",
    detail: /^rate_limited: HTTP 429/,
    requests: RETRIED,
  },
  {
    name: "500 once",
    replies: [htmlReply("oops", 500), found()],
    status: "matched",
    detail: /^same_weights$/,
    requests: 2,
  },
  ...[500, 502, 503, 504, 520, 524].map((status): Fault => ({
    name: `${status} for ever`,
    replies: [htmlReply("outage", status)],
    status: "error_network",
    detail: new RegExp(`^error_server: HTTP ${status}$`),
    requests: RETRIED,
  })),
  {
    name: "no answer at all",
    replies: [{ fault: "mute" }],
    pace: { timeoutMs: 250 },
    status: "error_network",
    detail: /^error_network: no answer in time$/,
    requests: RETRIED,
  },
  {
    name: "a body that stalls",
    replies: [{ headers: JSON_TYPE, body: "{", fault: "stall" }],
    pace: { timeoutMs: 250 },
    status: "error_network",
    detail: /^error_network: the answer stalled$/,
    requests: RETRIED,
  },
  {
    name: "a connection that breaks in the body",
    replies: [{ ...found(), fault: "reset" }],
    status: "error_network",
    detail: /^error_network: the answer broke off$/,
    requests: RETRIED,
  },
  {
    name: "a body of 10 MB",
    replies: [huge],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a body beyond the cap",
    replies: [huge],
    pace: { maxBytes: MIB },
    status: "error_parse",
    detail: /longer than 1048576 bytes/,
  },
  {
    name: "a body without end",
    replies: [{ headers: JSON_TYPE, body: " ".repeat(65_536), fault: "endless" }],
    pace: { maxBytes: 4 * MIB },
    status: "error_parse",
    detail: /longer than 4194304 bytes/,
  },
  {
    name: "a body packed by gzip",
    replies: [gzip(JSON.stringify(versionOf(1)))],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a gzip bomb",
    replies: [gzip(new Uint8Array(100 * MIB))],
    status: "error_parse",
    detail: /longer than 33554432 bytes/,
  },
];

const ROW =
  "SELECT lookup_status AS status, detail, payload_json AS payload, model_version_id AS version, removed_at AS removed FROM model_enrichment";

async function check(world: World, fault: Fault): Promise<void> {
  const { space, registry, enrich } = world;
  addImage(space, 1, { loras: [HASH] });
  registry.script(BY_HASH, ...fault.replies);
  const { requests, stopped } = await enrich({ pace: fault.pace ?? {} });
  const [row, ...others] = space.sql(ROW);
  assert.equal(others.length, 0);
  assert.equal(row?.status, fault.status, String(row?.detail));
  assert.match(String(row?.detail), fault.detail);
  assert.equal(row?.payload === null, fault.status !== "matched");
  assert.equal(stopped !== null, fault.stops ?? false, stopped ?? "");
  const asked = registry.seen.filter(({ path }) => path.includes(BY_HASH)).length;
  assert.equal(asked, fault.requests ?? 1);
  const pages = requests - asked;
  assert.equal(pages, fault.status === "matched" ? 2 : 0, "the model's page, batch and single");
}

for (const fault of FAULTS) {
  Deno.test(
    `answered with ${fault.name}: ${fault.status}`,
    withRegistry((world) => check(world, fault)),
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
    for (const { name, replies, status, pace = {} } of FAULTS) {
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
  "requests go one at a time, with a gap, and name the program",
  withRegistry(async ({ space, registry, enrich }) => {
    for (const n of numbers(1, 5)) {
      addImage(space, n, { loras: [hashesOfFile(n).tensor.slice(0, 12)] });
    }
    await enrich({ pace: { gapMs: 60 } });
    assert.equal(registry.peak, 1);
    gapsOf(registry).forEach((gap) => assert.ok(gap >= 55, `${gap} ms`));
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

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

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
  "Ctrl-C ends a long wait at once, and what was answered is kept",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script(BY_HASH, htmlReply("outage", 503));
    const begin = performance.now();
    const { report } = await enrich({ pace: { backoffMs: 60_000, maxBackoffMs: 60_000 } }, {
      progress: () => ({ update: () => {}, end: () => {} }),
      interrupted: () => performance.now() - begin > 300,
    });
    assert.ok(performance.now() - begin < 5000);
    assert.equal(report.errors, 1);
    assert.match(String(space.value("SELECT detail FROM model_enrichment")), /503/);
  }),
);

function gapsOf({ seen }: Registry): number[] {
  return seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0));
}

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
