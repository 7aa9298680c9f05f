import assert from "node:assert/strict";
import { enrich } from "../../src/commands/enrich.ts";
import { QUIET } from "../../src/work/command.ts";
import { addImage, withRegistry, type World } from "../support/models.ts";
import { hashesOfFile, htmlReply, jsonReply, Registry, versionOf } from "../support/registry.ts";

const TOKEN = "secret-0123456789abcdef";
const HASH = hashesOfFile(1).tensor.slice(0, 12);

/** Everything that is left behind: the database's bytes with its journal, and the report. */
function traces({ space }: World, report: unknown): string {
  const files = [...Deno.readDirSync(space.folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => Deno.readFileSync(`${space.folder}/${name}`));
  return files.map((bytes) => new TextDecoder("latin1").decode(bytes)).join("\n") +
    JSON.stringify(report);
}

function assertSecret(world: World, report: unknown): void {
  assert.ok(!traces(world, report).includes(TOKEN), "the token is in the database or the report");
  for (const { path, body } of world.registry.seen) assert.ok(!(path + body).includes(TOKEN));
}

Deno.test(
  "the token goes into a header of every request, and nowhere else",
  withRegistry(async (world) => {
    addImage(world.space, 1, { loras: [HASH] });
    world.registry.know([1]);
    const { report } = await world.enrich({ token: TOKEN });
    assert.equal(world.registry.seen.length, 2);
    for (const { headers } of world.registry.seen) {
      assert.equal(headers.get("authorization"), `Bearer ${TOKEN}`);
    }
    assertSecret(world, report);
  }),
);

for (
  const [name, reply] of [
    ["an error page", htmlReply(`bad token ${TOKEN}`, 403)],
    ["a reason", jsonReply({ error: `bad token ${TOKEN}` }, 400)],
    ["what is no JSON", htmlReply(TOKEN)],
    ["an answer", jsonReply(versionOf(1, { description: `hello ${TOKEN}` }))],
  ] as const
) {
  Deno.test(
    `a registry that repeats the token in ${name} does not get it into the database`,
    withRegistry(async (world) => {
      addImage(world.space, 1, { loras: [HASH] });
      world.registry.script(HASH.toUpperCase(), reply);
      const { report } = await world.enrich({ token: TOKEN });
      assertSecret(world, report);
      assert.equal(world.space.value("SELECT count(*) FROM model_enrichment"), 1n);
    }),
  );
}

Deno.test(
  "a registry that repeats the token in a type, or with the escapes of JSON, does not get it into the database",
  withRegistry(async (world) => {
    const token = "secret/0123456789+abcdef";
    const { space, registry, enrich } = world;
    addImage(space, 1, { loras: [HASH] });
    const escaped = [token.replace("/", "\\/"), token.replace("s", "\\u0073"), token.toUpperCase()];
    for (
      const reply of [
        { headers: { "content-type": `text/${token}` }, body: "moss" },
        ...escaped.map((text) =>
          jsonReply(JSON.stringify(versionOf(1, { description: "MOSS" })).replace("MOSS", text))
        ),
      ]
    ) {
      registry.rules.length = 0;
      registry.script(HASH.toUpperCase(), reply);
      const { report } = await enrich({ token, retry: true, refresh: true });
      assert.ok(!traces(world, report).toLowerCase().includes(token));
    }
    const rows = space.sql("SELECT detail, payload_json FROM model_enrichment ORDER BY id");
    assert.equal(rows.length, 4);
    for (const row of rows) assert.match(JSON.stringify(row), /\[token\]/);
  }),
);

const redirect = (location: string, status = 302) => ({ status, headers: { location } });

Deno.test(
  "a redirect on the same host is followed with the token",
  withRegistry(async (world) => {
    const { space, registry } = world;
    addImage(space, 1, { loras: [HASH] });
    registry.know([1]);
    registry.script(`/by-hash/${HASH.toUpperCase()}`, redirect("/api/v1/model-versions/1001"));
    const { matched, report } = await world.enrich({ token: TOKEN });
    assert.equal(matched, 1);
    assert.equal(registry.seen[1]?.headers.get("authorization"), `Bearer ${TOKEN}`);
    assertSecret(world, report);
  }),
);

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(
    `a redirect ${status} to another host is followed without the token`,
    withRegistry(async (world) => {
      await using other = new Registry();
      other.know([1]);
      addImage(world.space, 1, { loras: [HASH] });
      const path = `/api/v1/model-versions/by-hash/${HASH.toUpperCase()}`;
      world.registry.script(path, redirect(`${other.url}${path}`, status));
      const { matched, report } = await world.enrich({ token: TOKEN });
      assert.equal(matched, 1);
      assert.deepEqual(other.seen.map(({ headers }) => headers.has("authorization")), [false]);
      assertSecret(world, report);
    }),
  );
}

Deno.test(
  "a loop of redirects ends",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script("by-hash", redirect(`/api/v1/model-versions/by-hash/${HASH}`));
    const { requests } = await enrich();
    assert.equal(requests, 6);
    assert.match(
      String(space.value("SELECT detail FROM model_enrichment")),
      /^error_request: too many redirects/,
    );
  }),
);

Deno.test(
  "a redirect that would make a GET of a POST, or leads to no web address, is not followed",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { resources: [hashesOfFile(1).sha256] });
    registry.script("by-hash", redirect("/elsewhere", 302));
    await enrich({ pace: { retries: 0 } });
    registry.rules.length = 0;
    registry.script("by-hash", redirect("file:///etc/passwd", 307));
    await enrich({ pace: { retries: 0 }, retry: true });
    assert.equal(registry.seen.length, 2);
    assert.match(
      String(space.value("SELECT detail FROM model_enrichment")),
      /a redirect that leads nowhere/,
    );
  }),
);

for (
  const [name, options, message] of [
    ["a token with a line break", { token: `${TOKEN}\nx` }, /the token must be/],
    [
      "an address with a password",
      { baseUrl: `https://me:${TOKEN}@civitai.com` },
      /no name or password/,
    ],
    [
      "an address with a token in it",
      { baseUrl: `https://civitai.com?token=${TOKEN}` },
      /no \? and no #/,
    ],
    ["an address that is none", { baseUrl: "civitai.com" }, /must begin with https/],
    ["another kind of address", { baseUrl: "file:///etc" }, /must begin with https/],
  ] as const
) {
  Deno.test(
    `${name} is refused, and not shown`,
    withRegistry(async ({ space, registry }) => {
      const run = enrich({ database: space.database, baseUrl: registry.url, ...options }, QUIET);
      await assert.rejects(run, (error: unknown) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, message);
        assert.ok(!error.message.includes(TOKEN));
        return true;
      });
      assert.equal(registry.seen.length, 0);
    }),
  );
}
