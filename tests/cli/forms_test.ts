import assert from "node:assert/strict";
import fc from "fast-check";
import { csvSink } from "../../src/cli/csv.ts";
import { errorText } from "../../src/cli/errors.ts";
import { escapeControls } from "../../src/cli/escape.ts";
import { jsonSink, toJson } from "../../src/cli/json.ts";
import { valueJson } from "../../src/host/value_text.ts";
import { type Output, outputTo } from "../../src/cli/output.ts";
import { barText, progressOn } from "../../src/cli/progress.ts";
import { tableSink } from "../../src/cli/table.ts";
import { cutToWidth, displayWidth } from "../../src/cli/width.ts";
import type { RowSink } from "../../src/host/rows.ts";
import type { SqlValue } from "../../src/host/plugin.ts";
import { anyText } from "../support/any_text.ts";

/** An output that keeps its text. */
class Paper implements Output {
  text = "";
  readonly columns: number;
  constructor(columns = Infinity) {
    this.columns = columns;
  }
  get isTerminal(): boolean {
    return this.columns !== Infinity;
  }
  write(text: string): void {
    this.text += text;
  }
  flush(): void {}
}

function fill(sink: RowSink, columns: string[], rows: SqlValue[][]): void {
  sink.begin(columns);
  rows.forEach((row) => sink.row(row));
  sink.end();
}

const WIDTHS: [text: string, width: number][] = [
  ["", 0],
  ["cat", 3],
  ["猫", 2],
  ["e\u0301", 1],
  ["é", 1],
  ["\u0301", 0],
  ["ﾊﾟ", 2],
  ["한국", 4],
  ["❤️", 2],
  ["👩‍👩‍👧", 2],
  ["🇩🇪", 2],
  ["a\u200Bb", 2],
  ["→", 1],
  ["สวัสดี", 4],
];

for (const [text, width] of WIDTHS) {
  Deno.test(`${JSON.stringify(text)} takes ${width} columns`, () =>
    assert.equal(displayWidth(text), width));
}

Deno.test("a cut text fits, and is the text itself when it fits", () => {
  assert.equal(cutToWidth("猫猫猫", 4), "猫…");
  assert.equal(cutToWidth("猫猫猫", 5), "猫猫…");
  assert.equal(cutToWidth("猫猫猫", 6), "猫猫猫");
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 1, max: 20 }),
      (text, columns) => {
        const cut = cutToWidth(text, columns);
        assert.ok(displayWidth(cut) <= columns);
        assert.ok(cut === text || text.startsWith(cut.slice(0, -1)));
      },
    ),
  );
});

Deno.test("no control character survives escaping, and plain text is left alone", () => {
  assert.equal(
    escapeControls("\u0000\u001b[2J\u007f\u0085\u202e\u2066\r\t"),
    "\\x00\\x1b[2J\\x7f\\x85\\u202e\\u2066\\r\\t",
  );
  assert.equal(escapeControls("C:\\new 猫 \u{1F600}"), "C:\\new 猫 \u{1F600}");
  fc.assert(fc.property(anyText(), (text) => {
    assert.doesNotMatch(escapeControls(text), /[\p{Cc}\p{Bidi_Control}]/u);
  }));
});

Deno.test("on a terminal a row of a table fits into a line, and a note tells of what was cut", () => {
  const paper = new Paper(30);
  const notes = new Paper();
  fill(tableSink(paper, notes), ["id", "prompt", "path"], [
    [1n, "a very long prompt about a cat", "/p/1.png"],
    [2n, "猫".repeat(30), null],
  ]);
  assert.equal(
    paper.text,
    "id  prompt            path\n" +
      "--  ----------------  --------\n" +
      " 1  a very long pro…  /p/1.png\n" +
      " 2  猫猫猫猫猫猫猫…   NULL\n",
  );
  assert.equal(notes.text, "2 rows, 2 cut to fit: --json or --csv give all\n");
  for (const line of paper.text.split("\n")) assert.ok(displayWidth(line) <= 30, line);
});

Deno.test("a terminal that is too narrow for all columns still shows something of each", () => {
  const paper = new Paper(10);
  const notes = new Paper();
  fill(tableSink(paper, notes), ["a", "b"], [["x".repeat(20), "y".repeat(20)]]);
  assert.equal(paper.text.split("\n")[2], `${"x".repeat(7)}…  ${"y".repeat(7)}…`);
});

Deno.test("elsewhere no cell is cut, and one that is much too wide juts out", () => {
  const paper = new Paper();
  const notes = new Paper();
  fill(tableSink(paper, notes), ["a", "b"], [["x".repeat(300), 1n], ["y", 2n]]);
  const [, rule, first, second] = paper.text.split("\n");
  assert.equal(rule, `${"-".repeat(100)}  -`);
  assert.equal(first, `${"x".repeat(300)}  1`);
  assert.equal(second, `${"y".padEnd(100)}  2`);
  assert.equal(notes.text, "");
});

Deno.test("one row is one row", () => {
  const notes = new Paper();
  fill(tableSink(new Paper(80), notes), ["a"], [[1n]]);
  assert.equal(notes.text, "1 row\n");
});

Deno.test("CSV on a terminal is escaped", () => {
  const paper = new Paper(80);
  fill(csvSink(paper), ["a\x1b"], [["\x1b[31m\nred"]]);
  assert.equal(paper.text, "a\\x1b\r\n\\x1b[31m\\nred\r\n");
});

Deno.test("a row of one NULL is no blank line of CSV, and among others NULL is nothing", () => {
  const one = new Paper();
  fill(csvSink(one), ["a"], [[null], [""], ["x"]]);
  assert.equal(one.text, 'a\r\n""\r\n""\r\nx\r\n');
  const two = new Paper();
  fill(csvSink(two), ["a", "b"], [[null, null], ["", null]]);
  assert.equal(two.text, 'a,b\r\n,\r\n"",\r\n');
});

/** RFC 4180 read back: the inverse of what is written. */
function readCsv(text: string): string[][] {
  return text.split("\r\n").slice(0, -1).map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) =>
      quoted?.replaceAll('""', '"') ?? plain ?? ""
    )
  );
}

Deno.test("any text comes back from CSV, and from JSON", () => {
  const cell = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\r"));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
    const csv = new Paper();
    fill(csvSink(csv), ["a", "b"], rows);
    assert.deepEqual(readCsv(csv.text).slice(1), rows);
    const json = new Paper();
    fill(jsonSink(json), ["a", "b"], rows);
    assert.deepEqual(
      JSON.parse(json.text).map((row: Record<string, string>) => [row["a"], row["b"]]),
      rows,
    );
  }));
});

Deno.test("any number comes back from JSON, integers with every digit", () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => {
    assert.ok(Object.is(JSON.parse(valueJson(value)), value));
    assert.match(valueJson(value), /[.e]/);
  }));
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
    assert.equal(valueJson(value), String(value));
    assert.equal(toJson({ a: [value] }), `{"a":[${value}]}`);
  }));
});

Deno.test("JSON holds no control character as it is, and means the same", () => {
  const hostile = "\x1b[31m\u007f\u009b2J\u202e\u2066\u2028\u200f\u061c";
  const json = toJson({ [hostile]: [hostile] });
  assert.doesNotMatch(json, /[\p{Cc}\p{Bidi_Control}\u2028]/u);
  assert.deepEqual(JSON.parse(json), { [hostile]: [hostile] });
  const paper = new Paper();
  fill(jsonSink(paper), [hostile], [[hostile]]);
  assert.doesNotMatch(paper.text.replaceAll("\n", ""), /[\p{Cc}\p{Bidi_Control}\u2028]/u);
  assert.deepEqual(JSON.parse(paper.text), [{ [hostile]: hostile }]);
  fc.assert(fc.property(anyText(), (text) => {
    assert.deepEqual(JSON.parse(toJson([text])), [text]);
    assert.doesNotMatch(toJson([text]), /[\p{Cc}\p{Bidi_Control}]/u);
  }));
});

Deno.test("an error about the world is one line, a defect of the program shows where it is", () => {
  assert.equal(errorText(new Deno.errors.NotFound("no\nfile")), "no\\nfile");
  assert.match(
    errorText(new TypeError("oops")),
    /^this is a defect, please report it:\nTypeError: oops\n +at /,
  );
  assert.equal(errorText("odd\x1b"), "this is a defect, please report it:\nodd\\x1b");
});

const STATE = { progress: 0.5, eta: 75.4, startTime: 0, total: 200, value: 100 };
const BARS: [state: Partial<typeof STATE>, text: string][] = [
  [{}, "Scanning  [############------------] 50%  100/200 files  10/s  ETA 1:15"],
  [{ eta: 4000 }, "Scanning  [############------------] 50%  100/200 files  10/s  ETA 1:06:40"],
  [{ eta: Infinity }, "Scanning  [############------------] 50%  100/200 files  10/s"],
  [
    { eta: -1, progress: 1.2 },
    "Scanning  [########################] 100%  100/200 files  10/s  ETA 0:00",
  ],
  [{ total: 0 }, "Scanning  100 files  10/s"],
];

Deno.test("progress in bytes has units that a person can read", () => {
  assert.equal(
    barText("Hashing", "bytes", { ...STATE, total: 3e9, value: 1.5e9 }, 10_000),
    "Hashing  [############------------] 50%  1.50 GB/3.00 GB  150 MB/s  ETA 1:15",
  );
  assert.equal(
    barText("Hashing", "bytes", { ...STATE, total: 0, value: 0 }, 10_000),
    "Hashing  0 bytes  0 bytes/s",
  );
});

for (const [state, text] of BARS) {
  Deno.test(`progress of ${JSON.stringify(state)} is "${text}"`, () => {
    assert.equal(barText("Scanning", "files", { ...STATE, ...state }, 10_000), text);
  });
}

Deno.test("without a terminal there is no progress", async () => {
  const progress = (await progressOn(false))("Scanning", "files");
  progress.update(1, 2);
  progress.end();
});

Deno.test("an output writes everything, in large pieces, through a stream that takes a little at a time", () => {
  const bytes: number[] = [];
  let writes = 0;
  const output = outputTo({
    isTerminal: () => false,
    writeSync(piece): number {
      writes++;
      const taken = piece.subarray(0, 10_000);
      bytes.push(...taken);
      return taken.length;
    },
  });
  for (let i = 0; i < 50_000; i++) output.write("é");
  output.flush();
  assert.equal(new TextDecoder().decode(new Uint8Array(bytes)), "é".repeat(50_000));
  assert.ok(writes < 20);
  assert.equal(output.columns, Infinity);
});
