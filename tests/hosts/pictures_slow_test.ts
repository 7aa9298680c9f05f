/** V8 with node:zlib and the extension with its own decoders give the same for every picture. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import { installPlugins, sd } from "../../mod.ts";
import { bytes, utf8 } from "../fixtures/bytes.ts";
import { box } from "../fixtures/boxes.ts";
import { JXL_BUILDER } from "../fixtures/formats/jxl.ts";
import { chunk, png } from "../fixtures/png.ts";
import { PICTURES } from "../sql/pictures.ts";
import { EXTENSION } from "../../extension/build.ts";
import { images } from "../torture/corpus.ts";
import { mutatedImage } from "../torture/mutate_image.ts";
import { Random } from "../torture/random.ts";
import { connectWithExtension, run, testInHost } from "./hosts.ts";

/** Asserts that `sd_text` and `sd_image` give the same in both; counts the readings by status. */
function assertSame(pictures: Iterable<Uint8Array>): Map<string, number> {
  using v8 = new DatabaseSync(":memory:");
  installPlugins(v8, [sd]);
  using quickjs = connectWithExtension(":memory:");
  const [ours, theirs] = [v8, quickjs].map((db) =>
    db.prepare("SELECT sd_image(?1) AS image, sd_text(?1) AS text")
  );
  const counts = new Map<string, number>();
  for (const picture of pictures) {
    const row = { ...ours?.get(picture) };
    const other = { ...theirs?.get(picture) };
    if (row["image"] !== other["image"]) {
      assert.equal(other["image"], row["image"], picture.toHex().slice(0, 10_000));
    }
    assert.equal(other["text"], row["text"]);
    const { text, status } = JSON.parse(String(row["image"]));
    assert.equal(row["text"], text);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

testInHost("Deno", "V8 and the extension agree on 20,000 mutated pictures", () => {
  const random = new Random(Number(Deno.env.get("SQLITE_SD_SEED") ?? 6));
  const corpus = [...images(), ...PICTURES.map(({ bytes }) => bytes)];
  assertSame(corpus);
  const counts = assertSame(
    Array.from({ length: 20_000 }, () => mutatedImage(corpus, random)),
  );
  for (const status of ["ok", "no_metadata", "unreadable"]) {
    assert.ok((counts.get(status) ?? 0) > 500, `${counts.get(status)} ${status}`);
  }
});

const TEXT = utf8(
  `${"moss and fern, ".repeat(300)}\nSteps: 20, Sampler: Euler, Seed: 1, Size: 8x8`,
);

const brob = (stream: Uint8Array): Uint8Array => box("brob", bytes(utf8("xml "), stream));

/** Ways in which a picture holds a compressed text, by what compresses it. */
const COMPRESSED: readonly (readonly [Uint8Array, (stream: Uint8Array) => Uint8Array])[] = [
  ...[1, 6, 9].map((level) =>
    [
      deflateRawSync(TEXT, { level }),
      (stream: Uint8Array): Uint8Array =>
        png({ before: [chunk("zTXt", bytes(utf8("parameters\0\0"), [0x78, 0x9c], stream))] }),
    ] as const
  ),
  ...[1, 5, 11].map((quality) =>
    [
      brotliCompressSync(TEXT, { params: { 1: quality } }),
      (stream: Uint8Array): Uint8Array => JXL_BUILDER.file([brob(stream)]),
    ] as const
  ),
  [gzipSync(TEXT), (stream: Uint8Array): Uint8Array => stream],
];

testInHost("Deno", "V8 and the extension inflate broken streams to the same byte", () => {
  const random = new Random(Number(Deno.env.get("SQLITE_SD_SEED") ?? 6));
  const pictures = COMPRESSED.flatMap(([stream, around]) =>
    Array.from({ length: 500 }, () => {
      const copy = stream.slice(0, random.once(3) ? random.below(stream.length) : stream.length);
      for (let n = random.below(3); n > 0 && copy.length > 0; n--) {
        copy[random.below(copy.length)] = random.below(256);
      }
      return around(copy);
    })
  );
  assertSame(pictures);
});

testInHost("Deno", "V8 and the extension stop at the same budgets", () => {
  const bomb = deflateRawSync(new Uint8Array(20 << 20));
  const stored = bytes(utf8("parameters\0\0"), [0x78, 0x9c], bomb);
  const whole = brotliCompressSync(new Uint8Array(20 << 20), { params: { 1: 1 } });
  assertSame([
    png({ before: [chunk("zTXt", stored)] }),
    png({ before: Array.from({ length: 12 }, () => chunk("zTXt", stored)) }),
    png({ before: [chunk("tEXt", bytes(utf8("parameters\0"), new Uint8Array(17 << 20)))] }),
    JXL_BUILDER.file([brob(whole)]),
  ]);
});

testInHost("Deno", "a picture of 600 MB is read where SQLite has it", () => {
  using db = connectWithExtension(":memory:");
  const [small] = PICTURES;
  const large = new Uint8Array(600 << 20);
  large.set(small?.bytes ?? []);
  const statement = db.prepare("SELECT sd_text(?) AS text");
  assert.equal(statement.get(large)?.["text"], statement.get(small?.bytes ?? null)?.["text"]);
});

testInHost("sqlite3", "the sqlite3 shell reads pictures with readfile()", async () => {
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [sd]);
  const path = "samples/a1111-harbour.png";
  const expected = db.prepare("SELECT json_extract(sd_parse(sd_text(?)), '$.seed') AS seed")
    .get(Deno.readFileSync(path))?.["seed"];
  const sql = `SELECT json_extract(sd_parse(sd_text(readfile('${path}'))), '$.seed')`;
  const said = await run("sqlite3", ["-cmd", `.load '${EXTENSION}'`, ":memory:", sql]);
  assert.equal(said.trim(), String(expected));
});
