import assert from "node:assert/strict";
import fc from "fast-check";
import { readHeader } from "../../src/safetensors/header.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { bytes, utf8 } from "../fixtures/bytes.ts";
import {
  counting,
  modelFile,
  padded,
  rawFile,
  TINY,
  TINY_HEADER,
  TINY_TENSOR,
  u64,
} from "../fixtures/safetensors.ts";

const B = counting(16);
const tensor = (dtype: string, shape: string, offsets: string, name = "t"): string =>
  `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
const file = (entries: string, body = B): Uint8Array => rawFile(padded(`{${entries}}`), body);
const meta = (value: string): Uint8Array => file(`"__metadata__":${value},${TINY_TENSOR}`);

/** The malformed table of the reference, row by row: number, file, code. */
const MALFORMED: readonly (readonly [row: string, file: Uint8Array, status: string])[] = [
  ["1: no bytes", bytes(), "too_short"],
  ["1: 7 bytes", counting(7), "too_short"],
  ["2: a length of 0", u64(0), "empty_header"],
  ["3: a length and nothing", u64(60), "truncated_header"],
  ["3: cut at byte 20", TINY.slice(0, 20), "truncated_header"],
  ["4: bit 32 of the length", rawFile(TINY_HEADER, B, 2n ** 32n + 64n), "header_too_large"],
  ["5: a length of 2^63", rawFile(TINY_HEADER, B, 2n ** 63n), "header_too_large"],
  ["5: a length of 2^64-1", rawFile(TINY_HEADER, B, 2n ** 64n - 1n), "header_too_large"],
  ["6: a length over the limit", rawFile(TINY_HEADER, B, 100_000_001), "header_too_large"],
  ["7: no UTF-8", rawFile(bytes([0xff, 0xfe, 0x7b, 0x7d])), "bad_utf8"],
  ["8: a byte order mark", rawFile(bytes([0xef, 0xbb, 0xbf], TINY_HEADER), B), "bad_json"],
  ["9: JSON that ends", rawFile('{"a":'), "bad_json"],
  ["9: single quotes", rawFile("{'t':1}"), "bad_json"],
  ["9: two objects", rawFile("{}{}"), "bad_json"],
  ["9: NaN", rawFile('{"t":NaN}'), "bad_json"],
  ["10: a list", rawFile("[]"), "not_object"],
  ["10: null", rawFile("null"), "not_object"],
  ["11: a web page", utf8("<!DOCTYPE html><title>Not found</title>"), "html_page"],
  ["11: a web page behind blanks", utf8("\n <html><body></body></html>"), "html_page"],
  ["12: a pointer", utf8("version https://git-lfs.github.com/spec/v1\noid"), "lfs_pointer"],
  ["13: zip", bytes("PK\x03\x04", B), "not_safetensors:zip"],
  ["13: pickle", bytes("\x80\x02", B), "not_safetensors:pickle"],
  ["13: GGUF", bytes("GGUF", B), "not_safetensors:gguf"],
  ["14: a length one short", rawFile(`{${TINY_TENSOR}}`, B, TINY_TENSOR.length + 1), "bad_json"],
  ["14: a length one long", rawFile(TINY_HEADER, B, 65), "bad_json"],
  ["15: 8 bytes more", bytes(TINY, counting(8)), "trailing_data"],
  ["16: 2 bytes less", TINY.slice(0, -2), "incomplete_file"],
  [
    "17: a gap",
    file(`${tensor("U8", "[4]", "[0,4]", "a")},${tensor("U8", "[4]", "[8,12]", "b")}`),
    "offset_gap",
  ],
  [
    "18: an overlap",
    file(`${tensor("U8", "[8]", "[0,8]", "a")},${tensor("U8", "[8]", "[4,12]", "b")}`),
    "offset_overlap",
  ],
  ["19: a first tensor at 4", file(tensor("U8", "[12]", "[4,16]")), "offset_gap"],
  ["20: offsets backwards", file(tensor("U8", "[4]", "[8,4]")), "bad_offsets"],
  ["20: negative offsets", file(tensor("U8", "[4]", "[-4,0]")), "bad_offsets"],
  ["21: a shape that is too large", file(tensor("F32", "[2,3]", "[0,16]")), "size_mismatch"],
  ["22: a type that is not known", file(tensor("F128", "[1]", "[0,16]")), "unknown_dtype"],
  ["22: a type in lower case", file(tensor("f32", "[4]", "[0,16]")), "unknown_dtype"],
  ["23: no type", file('"t":{"shape":[4],"data_offsets":[0,16]}'), "bad_tensor_entry"],
  ["23: no offsets", file('"t":{"dtype":"F32","shape":[4]}'), "bad_tensor_entry"],
  ["23: three offsets", file(tensor("F32", "[4]", "[0,8,16]")), "bad_tensor_entry"],
  ["24: offsets as 16.0", file(tensor("F32", "[4]", "[0.0,16.0]")), "bad_offsets"],
  ["24: offsets as 1.6e1", file(tensor("F32", "[4]", "[0,1.6e1]")), "bad_offsets"],
  ["24: offsets as text", file(tensor("F32", "[4]", '["0","16"]')), "bad_offsets"],
  [
    "25: a product over 64 bits",
    file(tensor("F32", "[2,18446744073709551614]", "[0,16]")),
    "overflow",
  ],
  ["25: bits over 64 bits", file(tensor("F32", "[2,9223372036854775807]", "[0,16]")), "overflow"],
  ["25: 2^64-1 in a shape", file(tensor("U8", "[18446744073709551615]", "[0,16]")), "overflow"],
  [
    "25: 2^64 in a shape",
    file(tensor("U8", "[18446744073709551616]", "[0,16]")),
    "bad_tensor_entry",
  ],
  ["25: 2^61-1 bytes", file(tensor("U8", "[2305843009213693951]", "[0,16]")), "size_mismatch"],
  ["25: 2^61 bytes", file(tensor("U8", "[2305843009213693952]", "[0,16]")), "overflow"],
  [
    "26: 2^53+1",
    file(tensor("U8", "[9007199254740993]", "[0,9007199254740993]")),
    "incomplete_file",
  ],
  [
    "27: metadata twice",
    file(`"__metadata__":{},"__metadata__":{"a":"b"},${TINY_TENSOR}`),
    "duplicate_metadata",
  ],
  [
    "27: metadata twice, once with escapes",
    file(`"__metadata__":{},"\\u005f_metadata__":{"a":"b"},${TINY_TENSOR}`),
    "duplicate_metadata",
  ],
  ["28: metadata as a list", meta("[]"), "bad_metadata"],
  ["28: metadata as a text", meta('"a"'), "bad_metadata"],
  ["29: a number in the metadata", meta('{"a":1}'), "metadata_not_string"],
  ["29: an object in the metadata", meta('{"a":{"b":"c"}}'), "metadata_not_string"],
  ["29: null in the metadata", meta('{"a":null}'), "metadata_not_string"],
  ["30: half a surrogate pair", meta('{"a":"\\ud800"}'), "bad_json"],
  ["31: a deep list", rawFile("[".repeat(2000)), "too_deep"],
  ["31: 128 levels", rawFile(`{"a":${"[".repeat(127)}${"]".repeat(127)}}`), "too_deep"],
  ["31: 127 levels", rawFile(`{"a":${"[".repeat(126)}${"]".repeat(126)}}`), "bad_tensor_entry"],
  ["31: a deep list in an entry", rawFile(`{"a":${"[".repeat(2000)}`), "too_deep"],
  [
    "32: zero bytes behind the JSON",
    rawFile(bytes(`{${TINY_TENSOR}}`, [0, 0, 0]), B),
    "nul_padding",
  ],
  [
    "33: a tensor that ends within a byte",
    file(tensor("F4", "[3]", "[0,2]"), counting(2)),
    "subbyte_misaligned",
  ],
];

for (const [row, content, status] of MALFORMED) {
  Deno.test(`a malformed model file is ${status} (${row})`, () => {
    assert.equal(readHeader(bytesSource(content)).status, status);
  });
}

const NONE = counting(0);
const ACCEPTED: readonly (readonly [what: string, file: Uint8Array])[] = [
  ["the tiny file", TINY],
  ["an empty object", rawFile("{}")],
  ["metadata only", rawFile('{"__metadata__":{"a":"b"}}')],
  ["metadata that is null", meta("null")],
  ["a dimension of zero", file(tensor("F32", "[2,0]", "[0,0]"), NONE)],
  ["a scalar", file(tensor("F32", "[]", "[0,4]"), counting(4))],
  ["a header that is not aligned", rawFile(`{${TINY_TENSOR}}`, B)],
  ["blanks, line breaks and tabs behind", rawFile(`{${TINY_TENSOR}} \r\n\t`, B)],
  ["blanks in front", rawFile(`  \n{${TINY_TENSOR}}`, B)],
  [
    "blanks everywhere",
    rawFile(`{ "t" : ${TINY_TENSOR.slice(4).replace(/[,:[\]{}]/g, " $& ")} }`, B),
  ],
  [
    "names and offsets out of order",
    file(`${tensor("U8", "[8]", "[8,16]", "a")},${tensor("U8", "[8]", "[0,8]", "z")}`),
  ],
  ["an unknown field", file(TINY_TENSOR.replace("}", ',"more":[1.5,{}]}'))],
  ["an empty name", file(tensor("F32", "[4]", "[0,16]", ""))],
  ["NUL in a name", file(tensor("F32", "[4]", "[0,16]", "a\\u0000b"))],
  ["the name __proto__", file(tensor("F32", "[4]", "[0,16]", "__proto__"))],
  ["the name constructor", file(tensor("F32", "[4]", "[0,16]", "constructor"))],
  ["a name twice", file(`${tensor("U8", "[4]", "[0,4]")},${TINY_TENSOR}`)],
  ["a key of the metadata twice", meta('{"a":"b","a":"c"}')],
  ["a surrogate pair", meta('{"a":"\\ud83d\\ude00 \u{1f600}"}')],
  ["F4", file(tensor("F4", "[4]", "[0,2]"), counting(2))],
  ["F8_E4M3", file(tensor("F8_E4M3", "[16]", "[0,16]"))],
  ["C64", file(tensor("C64", "[2]", "[0,16]"))],
];

for (const [what, content] of ACCEPTED) {
  Deno.test(`a valid model file is ok: ${what}`, () => {
    const { status, json } = readHeader(bytesSource(content));
    assert.equal(status, "ok");
    assert.equal(
      json,
      new TextDecoder().decode(content.slice(8, 8 + Number(content[0]))).trimEnd(),
    );
  });
}

Deno.test("a half download says how many bytes it lacks, exactly beyond 2^53", () => {
  assert.equal(readHeader(bytesSource(TINY.slice(0, -2))).detail, "expected 88 bytes, found 86");
  const huge = file(tensor("U8", "[9007199254740993]", "[0,9007199254740993]"));
  const expected = 9007199254740993n + BigInt(huge.length - 16);
  assert.equal(
    readHeader(bytesSource(huge)).detail,
    `expected ${expected} bytes, found ${huge.length}`,
  );
});

Deno.test("JSON that is wrong says at which byte, counted in UTF-8", () => {
  const { detail } = readHeader(bytesSource(rawFile('{"猫":x}')));
  assert.equal(detail, `a value is missing at byte ${8 + utf8('{"猫":').length}`);
});

Deno.test("a name with two entries is told of", () => {
  const { detail } = readHeader(
    bytesSource(file(`${tensor("U8", "[4]", "[0,4]")},${TINY_TENSOR}`)),
  );
  assert.equal(detail, 'tensor "t" has two entries');
});

Deno.test("a name is the same with and without escapes, also beyond 16 bits", () => {
  for (
    const [escaped, name] of [["\\ud83d\\ude00", "\u{1f600}"], ["\\u732b", "猫"], ["\\u00e9", "é"]]
  ) {
    const entries = [escaped, name].map((name) => tensor("U8", "[16]", "[0,16]", name));
    const { status, detail } = readHeader(bytesSource(file(entries.join())));
    assert.deepEqual([status, detail], ["ok", `tensor "${name}" has two entries`]);
  }
});

Deno.test("a gap and an overlap name the tensor that begins at a wrong place", () => {
  const first = tensor("U8", "[8]", "[0,8]", "a");
  for (
    const [second, code, begin] of [
      [tensor("U8", "[7]", "[9,16]", "b"), "offset_gap", 9],
      [tensor("U8", "[9]", "[7,16]", "b"), "offset_overlap", 7],
    ] as const
  ) {
    const { status, detail } = readHeader(bytesSource(file(`${first},${second}`)));
    assert.equal(status, code);
    assert.equal(detail, `tensor "b" begins at ${begin}, and 8 bytes come before`);
  }
});

Deno.test("metadata in front of what is wrong is kept", () => {
  const kept = '{"__metadata__":{"ss_output_name":"x"}}';
  const whole = modelFile({ metadata: { ss_output_name: "x" }, content: B });
  for (const cut of [60, 80]) {
    const { status, json } = readHeader(bytesSource(whole.slice(0, cut)));
    assert.deepEqual([status, json], ["truncated_header", kept]);
  }
  const broken = rawFile('{"__metadata__":{"ss_output_name":"x"},"t":oops}', B);
  assert.deepEqual(readHeader(bytesSource(broken)).json, kept);
  const unknown = file(`"__metadata__":{"a":"b"},${tensor("F128", "[1]", "[0,16]")}`);
  assert.match(readHeader(bytesSource(unknown)).json ?? "", /"F128"/);
});

Deno.test("ten thousand tensors are read, and only the header", () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `block.${i}.weight`);
  const whole = modelFile({ tensors: names, content: new Uint8Array(40_000) });
  const { status, bytesRead } = readHeader(bytesSource(whole));
  assert.equal(status, "ok");
  assert.ok(bytesRead < whole.length - 40_000 + 2 * 16 * 1024);
});

Deno.test("a header with one byte changed, cut or added never throws", () => {
  const whole = modelFile({ metadata: { a: 'b"\\' }, tensors: ["x", "y"], content: B });
  fc.assert(fc.property(
    fc.nat({ max: whole.length - 1 }),
    fc.nat({ max: 255 }),
    fc.constantFrom("change", "cut", "add"),
    (at, value, what) => {
      const content = what === "cut"
        ? whole.slice(0, at)
        : what === "add"
        ? bytes(whole.slice(0, at), [value], whole.slice(at))
        : whole.with(at, value);
      assert.match(readHeader(bytesSource(content)).status, /^[a-z_0-9]+(?::[a-z]+)?$/);
    },
  ));
});

Deno.test("the fast form of an entry and any other give the same verdict", () => {
  const whole = fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(0, 4, 8, 16));
  fc.assert(fc.property(
    fc.constantFrom("F32", "U8", "F4", "F6_E2M3", "C64", "X"),
    fc.array(whole, { maxLength: 3 }),
    whole,
    whole,
    (dtype, shape, begin, end) => {
      const compact = tensor(dtype, JSON.stringify(shape), `[${begin},${end}]`);
      const spaced = compact.replace(/,"data/, ' ,"data');
      const of = (entry: string): unknown => {
        const { status, detail } = readHeader(bytesSource(rawFile(padded(`{${entry}}`, 160), B)));
        return [status, detail];
      };
      assert.deepEqual(of(spaced), of(compact));
    },
  ));
});

Deno.test("a shape of millions of dimensions is a verdict, not a crash", () => {
  const shape = `[${"1,".repeat(9_000_000)}1]`;
  const { status } = readHeader(bytesSource(rawFile(`{${tensor("U8", shape, "[0,16]")}}`, B)));
  assert.equal(status, "size_mismatch");
});

Deno.test("a number of millions of digits is no whole number of 64 bits", () => {
  const shape = `[${"9".repeat(2_000_000)}]`;
  const { status } = readHeader(bytesSource(rawFile(`{${tensor("U8", shape, "[0,16]")}}`, B)));
  assert.equal(status, "bad_tensor_entry");
});
