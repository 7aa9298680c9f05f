import assert from "node:assert/strict";
import { sidecarNames } from "../../src/files/names.ts";
import { readSidecar } from "../../src/scan/read/sidecar.ts";
import { utf16, utf8 } from "../fixtures/bytes.ts";
import { CJK_INFOTEXT, INFOTEXT, JUDGE } from "../fixtures/reading.ts";

const DUMP = JSON.stringify({ parameters: INFOTEXT });

/** Writes the files into a folder and reads them in the order they are given. */
function readFiles(files: Readonly<Record<string, Uint8Array | string>>): unknown {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, content] of Object.entries(files)) {
      Deno.writeFileSync(
        `${folder}/${name}`,
        typeof content === "string" ? utf8(content) : content,
      );
    }
    return readSidecar(
      Object.keys(files).map((name) => `${folder}/${name}`),
      JUDGE.choose,
      JUDGE.isJson,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const CASES: readonly [
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  expected: unknown,
][] = [
  ["a text file", { "a.txt": INFOTEXT }, { text: INFOTEXT, source: "sidecar:txt" }],
  ["a JSON file", { "a.json": DUMP }, { text: DUMP, source: "sidecar:json" }],
  ["extensions of any case", { "a.JSON": DUMP }, { text: DUMP, source: "sidecar:json" }],
  ["JSON before text", { "a.json": DUMP, "a.txt": INFOTEXT }, {
    text: DUMP,
    source: "sidecar:json",
  }],
  ["broken JSON is none", { "a.json": `{"parameters": "${INFOTEXT}`, "a.txt": INFOTEXT }, {
    text: INFOTEXT,
    source: "sidecar:txt",
  }],
  ["JSON without generation text is none", { "a.json": '{"tags": ["sea"]}' }, null],
  ["a page that tells of a model is none", {
    "a.json": JSON.stringify({
      name: "Moss",
      modelVersions: [{ images: [{ meta: { prompt: "a fern", steps: 20, seed: 1 } }] }],
    }),
    "a.txt": INFOTEXT,
  }, { text: INFOTEXT, source: "sidecar:txt" }],
  ["a caption is none", { "a.txt": "a quiet bay, boats" }, null],
  ["a blank file is none", { "a.txt": " \n" }, null],
  ["UTF-8 with a byte order mark", { "a.txt": utf8(`\uFEFF${CJK_INFOTEXT}`) }, {
    text: CJK_INFOTEXT,
    source: "sidecar:txt",
  }],
  ["UTF-16 with a byte order mark", { "a.txt": utf16(`\uFEFF${CJK_INFOTEXT}`, "little") }, {
    text: CJK_INFOTEXT,
    source: "sidecar:txt",
  }],
  ["UTF-16 the other way round", { "a.json": utf16(`\uFEFF${DUMP}`, "big") }, {
    text: DUMP,
    source: "sidecar:json",
  }],
  ["a file over the budget is none", { "a.txt": `${INFOTEXT}${" ".repeat(16 << 20)}` }, null],
  ["nothing to read", {}, null],
];

for (const [name, files, expected] of CASES) {
  Deno.test(`sidecar: ${name}`, () => assert.deepEqual(readFiles(files), expected));
}

Deno.test("a sidecar that cannot be read is none", () => {
  assert.equal(
    readSidecar(["/nowhere/a.json", "/nowhere/a.txt"], JUDGE.choose, JUDGE.isJson),
    null,
  );
});

Deno.test("a sidecar is named like its image, with or without its ending", () => {
  const names = ["photo.png", "photo.v2.PNG", ".png", "photo"];
  assert.deepEqual(names.map(sidecarNames), [
    ["photo.json", "photo.png.json", "photo.swarm.json", "photo.metadata.json", "photo.txt"],
    [
      "photo.v2.json",
      "photo.v2.PNG.json",
      "photo.v2.swarm.json",
      "photo.v2.metadata.json",
      "photo.v2.txt",
    ],
    [".png.json", ".png.swarm.json", ".png.metadata.json", ".png.txt"],
    ["photo.json", "photo.swarm.json", "photo.metadata.json", "photo.txt"],
  ]);
});

Deno.test("merged texts come back out of one", () => {
  const merged = JUDGE.merge(INFOTEXT, "exif:UserComment", DUMP);
  assert.deepEqual(JSON.parse(merged), {
    "sqlite-sd": 1,
    texts: { usercomment: INFOTEXT, sidecar: DUMP },
  });
  const again = JUDGE.merge(merged, "exif:UserComment", "a\nSteps: 3");
  assert.deepEqual(Object.keys(JSON.parse(again).texts), ["usercomment", "sidecar"]);
});
