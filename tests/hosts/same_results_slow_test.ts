/** V8 and the extension give the same for every text. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { mixedText } from "../../bench/texts.ts";
import { installPlugins, sd } from "../../mod.ts";
import { ownData } from "../support/data.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
import { connectWithExtension, testInHost } from "./hosts.ts";

const SHARED = Deno.env.get("SQLITE_SD_DATA") ?? "../shared/data";

/** Each function of one argument, and what more than one argument makes of it. */
const CALLS = [
  ...sd.functions.filter(({ arities }) => arities.includes(1)).map(({ name }) => `${name}(text)`),
  `sd_loras(text, '{"lora_weight_min": -5, "lora_weight_max": 20, "discarded": true}')`,
];

interface Difference {
  readonly call: string;
  readonly text: string;
}

/** Asserts that each call gives the same for each text, which is handed over as bytes: some are no UTF-8. */
function assertSame(texts: readonly Uint8Array[]): void {
  using v8 = new DatabaseSync(":memory:");
  installPlugins(v8, [sd]);
  using quickjs = connectWithExtension(":memory:");
  const sql = `SELECT ${CALLS.join(", ")} FROM (SELECT CAST(? AS TEXT) AS text)`;
  const statements = [v8, quickjs].map((db) => db.prepare(sql));
  for (const bytes of texts) {
    const [ours, theirs] = statements.map((statement) =>
      Object.entries(statement.get(bytes) ?? {})
    );
    ours?.forEach(([call, value], i) => {
      if (value === theirs?.[i]?.[1]) return;
      const difference: Difference = { call, text: new TextDecoder().decode(bytes) };
      assert.equal(theirs?.[i]?.[1], value, JSON.stringify(difference));
    });
  }
}

const encoder = new TextEncoder();

/** UTF-8 in which lone surrogates and stray bytes stay, as bytes that are no UTF-8. */
function bytesOf(text: string): Uint8Array {
  const parts = text.split(/([\uD800-\uDFFF])/u).map((part) => {
    const unit = part.charCodeAt(0);
    const isLone = part.length === 1 && unit >= 0xd800 && unit < 0xe000;
    return isLone
      ? new Uint8Array([0xe0 | unit >> 12, 0x80 | unit >> 6 & 0x3f, 0x80 | unit & 0x3f])
      : encoder.encode(part);
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

testInHost("Deno", "V8 and the extension agree on 10,000 infotexts of the mix", () => {
  assertSame(Array.from({ length: 10_000 }, (_, n) => encoder.encode(mixedText(n))));
});

testInHost("Deno", "V8 and the extension agree on 10,000 hostile texts", () => {
  const seed = Number(Deno.env.get("SQLITE_SD_SEED") ?? 6);
  const texts = new Set(fc.sample(hostileTexts(), { seed, numRuns: 16_000 }));
  assert.ok(texts.size >= 10_000, `${texts.size} texts`);
  assertSame([...texts].slice(0, 10_000).map(bytesOf));
});

testInHost("Deno", "V8 and the extension agree on every text of tests/data", () => {
  const names = ["grammar.json", "json.json", "detect.json"];
  assertSame(names.flatMap((name) => stringsIn(ownData(name))).map(bytesOf));
});

const isShared = existsSync(SHARED);
// deno-lint-ignore no-console
if (!isShared) console.warn(`SKIPPED, no ${SHARED}: V8 and the extension on the shared texts`);
if (isShared) {
  testInHost("Deno", "V8 and the extension agree on every text of the shared collection", () => {
    const texts = [...Deno.readDirSync(SHARED)]
      .filter(({ name }) => name.endsWith(".json"))
      .flatMap(({ name }) => stringsIn(JSON.parse(Deno.readTextFileSync(`${SHARED}/${name}`))));
    assert.ok(texts.length > 1000);
    assertSame(texts.map(bytesOf));
  });
}

/** All strings of a JSON value, and its objects as JSON. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return [
    JSON.stringify(value, (_key, item) => typeof item === "bigint" ? String(item) : item),
    ...Object.values(value).flatMap(stringsIn),
  ];
}
