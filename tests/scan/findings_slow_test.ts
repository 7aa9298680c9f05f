import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { exifSegment, jpeg } from "../fixtures/jpeg.ts";
import { png } from "../fixtures/png.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../fixtures/webp.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const TEXT = infotext(1);

const POSIX = Deno.build.os !== "windows";

interface Finding {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly container: string | null;
  readonly status: string;
  readonly source?: string;
  readonly detail?: RegExp;
}

const FINDINGS: readonly Finding[] = [
  {
    name: "a.png",
    content: pngWith(TEXT),
    container: "png",
    status: "ok",
    source: "png:parameters",
  },
  {
    name: "b.jpg",
    content: jpeg([exifSegment(a1111Tiff(TEXT))]),
    container: "jpeg",
    status: "ok",
    source: "exif:UserComment",
  },
  {
    name: "c.WEBP",
    content: webp([riffChunk("EXIF", a1111Tiff(TEXT))], [vp8x(FLAG.exif)]),
    container: "webp",
    status: "ok",
    source: "exif:UserComment",
  },
  {
    name: "d.PNG",
    content: pngWith(TEXT),
    container: "png",
    status: "ok",
    source: "png:parameters",
  },
  { name: "e.JPeG", content: jpeg(), container: "jpeg", status: "no_metadata" },
  { name: "f/g/h/deep.png", content: png(), container: "png", status: "no_metadata" },
  {
    name: ".hidden/.i.png",
    content: pngWith(TEXT),
    container: "png",
    status: "ok",
    source: "png:parameters",
  },
  {
    name: "is_png.jpg",
    content: pngWith(TEXT),
    container: "png",
    status: "ok",
    source: "png:parameters",
  },
  {
    name: "page.png",
    content: "<html>Not found",
    container: null,
    status: "unreadable",
    detail: /HTML/,
  },
  { name: "empty.webp", content: "", container: null, status: "unreadable", detail: /empty/ },
  {
    name: "cut.png",
    content: png().subarray(0, 40),
    container: "png",
    status: "unreadable",
    detail: /cut off/,
  },
  {
    name: "comfy.png",
    content: pngWith('{"1":{"class_type":"KSampler","inputs":{"seed":1}}}'),
    container: "png",
    status: "unrecognized",
    source: "png:parameters",
    detail: /^the graph generates nothing$/,
  },
];

for (const { name, content, container, status, source = null, detail } of FINDINGS) {
  Deno.test(
    `the first scan stores ${name} as ${container ?? "no image"}, ${status}`,
    inWorkspace(async (space) => {
      const path = space.put(name, content);
      const { added, opened, status: counted } = await space.scan();
      assert.deepEqual([added, opened, { ...counted }], [1, 1, { [status]: 1 }]);
      const row = fileRow(space, name);
      assert.ok(row);
      const { size, mtime } = Deno.statSync(path);
      assert.equal(row.kind, "image");
      assert.equal(row.file_size, BigInt(size));
      assert.equal(row.file_mtime, BigInt(mtime?.getTime() ?? 0) * 1_000_000n);
      assert.deepEqual([row.container, row.status, row.metadata_source], [
        container,
        status,
        source,
      ]);
      assert.equal(row.metadata_json !== null, source !== null);
      if (detail === undefined) assert.equal(row.status_detail, null);
      else assert.match(String(row.status_detail), detail);
    }),
  );
}

Deno.test(
  "files of other kinds, and folders named like images, are passed over",
  inWorkspace(async (space) => {
    for (
      const name of ["a.bmp", "png", "b.png.bak", "c.safetensors.part", "d.txt", "e.json", "f.tiff"]
    ) {
      space.put(name, pngWith(TEXT));
    }
    space.put("folder.png/inside.png", pngWith(TEXT));
    const { found } = await space.scan();
    assert.equal(found, 1);
    assert.deepEqual(Object.keys(column(space, "id")), ["folder.png/inside.png"]);
  }),
);

const NAMES = [
  "new\nline.png",
  "quo\"t'e.png",
  "🦊 café.png",
  "semi;colon -- x.png",
  "%_?*[a].png",
  "a\\b.png",
  " .png",
];
for (const name of POSIX ? NAMES : ["🦊 café.png"]) {
  Deno.test(
    `a file named ${JSON.stringify(name)} is found, kept, moved and missed like any other`,
    inWorkspace(async (space) => {
      space.put(name, pngWith(TEXT));
      await space.scanAndExtract();
      assert.deepEqual(column(space, "status"), { [name]: "ok" });
      assert.equal((await space.scan()).unchanged, 1);
      space.rename(name, `sub/${name}`);
      assert.equal((await space.scan()).moved, 1);
      space.remove(`sub/${name}`);
      assert.equal((await space.scan()).missing, 1);
      assert.deepEqual(column(space, "status"), { [`sub/${name}`]: "missing" });
    }),
  );
}

Deno.test({
  name:
    "names that are no UTF-8 are counted in one line and are no error, the files beside them are scanned",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    space.put("good.png", pngWith(TEXT));
    spawnSync("sh", [
      "-c",
      "cp good.png \"$(printf 'caf\\351.png')\"; mkdir \"$(printf 'd\\351')\"",
    ], { cwd: space.pictures });
    for (const expected of [1, 0]) {
      const { added, unnamed, report } = await space.scan();
      assert.deepEqual([added, unnamed, report.errors], [expected, 2, 0]);
      const line = "Passed over, since their names are no UTF-8: 2 files or folders.";
      assert.ok(report.lines.includes(line), report.lines.join("\n"));
    }
    space.put("caf\uFFFD.png", pngWith(TEXT));
    const { added, unnamed } = await space.scan();
    assert.deepEqual([added, unnamed], [1, 2]);
  }),
});
