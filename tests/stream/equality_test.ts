import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { installPlugins, sd } from "../../mod.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
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

for (const { name, arities, signature } of sd.functions) {
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

/** In TSV everything is text. SQLite's driver ends a text at its first NUL. */
function asTextOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}
