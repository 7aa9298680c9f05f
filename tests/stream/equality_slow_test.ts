import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { installPlugins, sd } from "../../mod.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
import { bytes } from "../fixtures/bytes.ts";
import { PICTURES } from "../sql/pictures.ts";
import { streamBytes } from "./ends.ts";
import PROBES from "./probes.ts";
import { anyText } from "../support/any_text.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text as ClickHouse writes it. */
function tsvCell(text: string | null): string {
  if (text === null) return "\\N";
  const letters: Record<string, string> = {
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\f": "f",
    "\r": "r",
    "\0": "0",
  };
  return [...text].map((char) =>
    char === "\\" || char === "'" ? `\\${char}` : char in letters ? `\\${letters[char]}` : char
  ).join("");
}

/** A text behind its escapes. */
function cellText(cell: string): string | null {
  if (cell === "\\N") return null;
  return cell.replace(/\\(.)/g, (_, letter: string) => {
    const at = "btnfr0\\".indexOf(letter);
    assert.ok(at >= 0, `unknown escape \\${letter}`);
    return "\b\t\n\f\r\0\\"[at] ?? "";
  });
}

type Rows = readonly (readonly (string | null)[])[];

function throughTsv(name: string, rows: Rows, pieceBytes?: number): (string | null)[] {
  const input = rows.map((row) => `${row.map(tsvCell).join("\t")}\n`).join("");
  const { output } = streamBytes(
    { function: name, plugins: [PROBES] },
    encoder.encode(input),
    pieceBytes,
  );
  const lines = decoder.decode(output).split("\n");
  assert.equal(lines.pop(), "");
  return lines.map(cellText);
}

function throughJson(name: string, rows: Rows, pieceBytes?: number): unknown[] {
  const input = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const { output } = streamBytes(
    { function: name, format: "ndjson", plugins: [PROBES] },
    encoder.encode(input),
    pieceBytes,
  );
  const lines = decoder.decode(output).split("\n");
  assert.equal(lines.pop(), "");
  return lines.map((line) => JSON.parse(line).result);
}

const cell = fc.option(anyText(), { nil: null });

Deno.test("any texts come back as they are, in order, in pieces of any size", () => {
  fc.assert(
    fc.property(
      fc.array(cell, { maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      (texts, size) => {
        const rows = texts.map((text) => [text]);
        assert.deepEqual(throughTsv("same", rows, size), texts);
        assert.deepEqual(throughJson("same", rows, size), texts);
      },
    ),
  );
});

Deno.test("several columns come as they are", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 10 }), (rows) => {
      const shown = rows.map((row) =>
        row.map((x) => x === null ? "null" : `string ${x}`).join(", ")
      );
      assert.deepEqual(throughTsv("types", rows), shown);
      assert.deepEqual(throughJson("types", rows), shown);
    }),
  );
});

Deno.test("lines of all lengths round the size of a block come back as they are", () => {
  const lengths = [(1 << 17) - 1, 1 << 17, (1 << 18) - 2, (1 << 18) - 1, 1 << 18, (1 << 18) + 1];
  const texts = [...lengths, 3, 1 << 20, 0, 5, (1 << 19) - 1].map((length, i) =>
    `${i}é`.repeat(length).slice(0, length)
  );
  const rows = texts.map((text) => [text]);
  for (const size of [1 << 30, 1 << 16, 65_521]) {
    assert.deepEqual(throughTsv("same", rows, size), texts);
    assert.deepEqual(throughJson("same", rows, size), texts);
  }
});

for (const { name, arities, signature } of sd.functions.filter(({ takes }) => takes !== "bytes")) {
  for (const arity of arities.filter((arity) => arity > 0)) {
    Deno.test(`${signature} with ${arity}: the same as in SQLite, whatever the text`, () => {
      using db = new DatabaseSync(":memory:");
      installPlugins(db, [sd]);
      const marks = Array(arity).fill("?").join(", ");
      const statement = db.prepare(`SELECT ${name}(${marks}) AS result`);
      const inSqlite = (row: readonly (string | null)[]): unknown => {
        try {
          return statement.get(...row)?.["result"] ?? null;
        } catch {
          return null; // misuse: an error there, NULL and a note here
        }
      };
      const text = fc.option(hostileTexts().map((text) => text.toWellFormed()), { nil: null });
      fc.assert(
        fc.property(
          fc.array(fc.array(text, { minLength: arity, maxLength: arity }), { maxLength: 8 }),
          (rows) => {
            const expected = rows.map(inSqlite).map(asTextOrNull);
            assert.deepEqual(throughTsv(name, rows), expected);
            assert.deepEqual(throughJson(name, rows).map(asTextOrNull), expected);
          },
        ),
        { numRuns: 50 },
      );
    });
  }
}

/** A column as ClickHouse's RowBinary has it. */
function binaryColumn(content: Uint8Array | null): Uint8Array {
  if (content === null) return bytes([1]);
  const length: number[] = [];
  let left = content.length;
  for (; left >= 0x80; left >>= 7) length.push(left & 0x7f | 0x80);
  return bytes([0, ...length, left], content);
}

/** Bytes in escapes, all of those that ClickHouse writes. */
function escapedBytes(content: Uint8Array): Uint8Array {
  const letters = new Map([[0, 0x30], [8, 0x62], [9, 0x74], [10, 0x6e], [12, 0x66], [13, 0x72]]);
  return Uint8Array.from([...content].flatMap((byte) => {
    const letter = byte === 0x5c || byte === 0x27 ? byte : letters.get(byte);
    return letter === undefined ? [byte] : [0x5c, letter];
  }));
}

const BLOBS: readonly Uint8Array[] = [
  ...PICTURES.map(({ bytes }) => bytes),
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
  new Uint8Array(300_000).fill(0x5c),
];

for (const { name, signature } of sd.functions.filter(({ takes }) => takes !== undefined)) {
  Deno.test(`${signature}: the same as in SQLite of every picture, in every format`, () => {
    using db = new DatabaseSync(":memory:");
    installPlugins(db, [sd]);
    const statement = db.prepare(`SELECT ${name}(?) AS result`);
    const expected = BLOBS.map((blob) => statement.get(blob)?.["result"] as string | null);
    for (const size of [1 << 20, 4097]) {
      const tsv = bytes(...BLOBS.flatMap((blob) => [escapedBytes(blob), [10]]));
      const lines = decoder.decode(streamBytes({ function: name }, tsv, size).output).split("\n");
      assert.deepEqual(lines.slice(0, -1).map(cellText), expected);

      const rows = bytes(...BLOBS.map(binaryColumn), binaryColumn(null));
      const { output } = streamBytes({ function: name, format: "rowbinary" }, rows, size);
      const results = [...expected, null].map((text) =>
        text === null ? null : encoder.encode(text)
      );
      assert.deepEqual(output, bytes(...results.map(binaryColumn)));

      const blobs = BLOBS.map((blob) => [{ base64: blob.toBase64() }]);
      const ndjson = encoder.encode(blobs.map((row) => `${JSON.stringify(row)}\n`).join(""));
      const documents = decoder.decode(
        streamBytes({ function: name, format: "ndjson" }, ndjson, size).output,
      ).split("\n").slice(0, -1).map((line) => JSON.parse(line).result);
      assert.deepEqual(documents, expected);
    }
  });
}

Deno.test("a row of rowbinary that is longer than is kept gives NULL, and the next one its answer", () => {
  const long = new Uint8Array((64 << 20) + 1);
  const rows = bytes(
    ...[[encoder.encode("7"), long], [null, encoder.encode("a  b")]].flat().map(binaryColumn),
  );
  const { output, notes } = streamBytes(
    { function: "sd_clean", format: "rowbinary", keep: 1 },
    rows,
    1 << 18,
  );
  assert.deepEqual(output, bytes([1], [1], [1], binaryColumn(encoder.encode("a b"))));
  assert.deepEqual(notes, ["row 1 gives NULL: it is longer than 67108864 bytes"]);
});

/** In TSV everything is text. SQLite's driver ends a text at its first NUL. */
function asTextOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}
