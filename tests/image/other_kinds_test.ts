import assert from "node:assert/strict";
import { otherKindOf } from "../../src/image/other_kinds.ts";
import { latin1 } from "../fixtures/bytes.ts";

/** Starts of files, each byte as one character. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "HTML": ["<html>", "<!DOCTYPE html>", "\xef\xbb\xbf \n<head>", "<body>"],
  "XML or SVG": ["<?xml version", "<svg/>", "<!DOCTYPE svg>"],
  "JSON": ['{"a": 1}', "[]", "[[1]]", '{ "a', "{}"],
  "BMP": ["BM\x10\x20\0\0\0\0\0\0"],
  "TIFF": ["II*\0", "MM\0*"],
  "PSD": ["8BPS\0\x01"],
  "PDF": ["%PDF-1.7"],
  "ZIP": ["PK\x03\x04"],
  "gzip": ["\x1f\x8b\x08"],
  "RIFF, but not WebP": ["RIFF\0\0\0\0AVI "],
  "zero bytes": ["\0\0\0\0\0\0\0\0"],
};

const NONE = [
  ...["", "a", "GIF7", "II\0*", "BM is no picture", "PK\x05\x06", " PDF", "\x1f\x8c", "\0\0\0"],
  ...["<a>", "{a}", "[1]", "ftypavif", "x<html>"],
];

Deno.test("other kinds of files are told by how they start", () => {
  for (const [kind, starts] of Object.entries(KINDS)) {
    for (const start of starts) assert.equal(otherKindOf(latin1(start)), kind, start);
  }
  for (const start of NONE) assert.equal(otherKindOf(latin1(start)), null, start);
});
