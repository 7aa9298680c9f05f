import assert from "node:assert/strict";
import { bytes, utf16 } from "../fixtures/bytes.ts";
import { png } from "../fixtures/png.ts";
import { TINY } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";

const JSON_TEXT = JSON.stringify({ parameters: infotext(11) });
const TXT_TEXT = infotext(12);

function row(space: Workspace, name = "a.png"): Row {
  return space.sql(
    `SELECT status, metadata_source, metadata_json, status_detail, seed FROM files
     LEFT JOIN models ON file_id = id WHERE file_path = ?`,
    space.at(name),
  )[0] ?? {};
}

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly source: string | null;
  readonly seed: bigint | null;
  readonly image?: Uint8Array;
}

const CASES: readonly Case[] = [
  { name: "a .json file", files: { "a.json": JSON_TEXT }, source: "sidecar:json", seed: 11n },
  { name: "a .txt file", files: { "a.txt": TXT_TEXT }, source: "sidecar:txt", seed: 12n },
  {
    name: "both, of which .json counts",
    files: { "a.txt": TXT_TEXT, "a.json": JSON_TEXT },
    source: "sidecar:json",
    seed: 11n,
  },
  {
    name: "a broken .json, so that .txt counts",
    files: { "a.json": JSON_TEXT.slice(0, -3), "a.txt": TXT_TEXT },
    source: "sidecar:txt",
    seed: 12n,
  },
  {
    name: "a .json about something else, so that .txt counts",
    files: { "a.json": '{"rating": 5}', "a.txt": TXT_TEXT },
    source: "sidecar:txt",
    seed: 12n,
  },
  {
    name: "a caption",
    files: { "a.txt": "a photo of a fern, soft light" },
    source: null,
    seed: null,
  },
  { name: "a broken .json alone", files: { "a.json": "{" }, source: null, seed: null },
  { name: "an empty .txt", files: { "a.txt": "" }, source: null, seed: null },
  {
    name: "a .txt in UTF-16 with a byte order mark",
    files: { "a.txt": bytes([0xff, 0xfe], utf16(TXT_TEXT, "little")) },
    source: "sidecar:txt",
    seed: 12n,
  },
  {
    name: "a .json in big-endian UTF-16",
    files: { "a.json": bytes([0xfe, 0xff], utf16(JSON_TEXT, "big")) },
    source: "sidecar:json",
    seed: 11n,
  },
  {
    name: "a .json behind the whole name",
    files: { "a.png.json": JSON_TEXT, "a.txt": TXT_TEXT },
    source: "sidecar:json",
    seed: 11n,
  },
  {
    name: "SwarmUI's",
    files: {
      "a.swarm.json": JSON.stringify({ sui_image_params: { prompt: "a fern", seed: 21 } }),
      "a.txt": TXT_TEXT,
    },
    source: "sidecar:json",
    seed: 21n,
  },
  {
    name: "mflux's",
    files: {
      "a.metadata.json": JSON.stringify({ mflux_version: "0.9.0", prompt: "a fern", seed: 31 }),
      "a.txt": TXT_TEXT,
    },
    source: "sidecar:json",
    seed: 31n,
  },
  {
    name: "a .json beside a preview of a model, which tells of the model, so that .txt counts",
    files: { "a.safetensors": TINY, "a.json": JSON_TEXT, "a.txt": TXT_TEXT },
    source: "sidecar:txt",
    seed: 12n,
  },
  {
    name: "a .json beside a model of another name",
    files: { "ab.safetensors": TINY, "a.json": JSON_TEXT },
    source: "sidecar:json",
    seed: 11n,
  },
  {
    name: "a page of a model without the model",
    files: {
      "a.json": JSON.stringify({
        trainedWords: ["moss"],
        images: [{ meta: { prompt: "another picture", seed: 41, steps: 20 } }],
      }),
    },
    source: null,
    seed: null,
  },
  { name: "another picture's", files: { "ab.json": JSON_TEXT }, source: null, seed: null },
  {
    name: "one that an embedded text makes superfluous",
    files: { "a.json": JSON_TEXT },
    image: pngWith(infotext(1)),
    source: "png:parameters",
    seed: 1n,
  },
];

for (const { name, files, source, seed, image = png() } of CASES) {
  Deno.test(
    `a picture with this sidecar: ${name}`,
    inWorkspace(async (space) => {
      space.put("a.png", image);
      for (const [file, content] of Object.entries(files)) space.put(file, content);
      await space.scanAndExtract();
      const found = row(space);
      assert.deepEqual([found.metadata_source, found.seed], [source, seed]);
      assert.equal(found.status, source === null ? "no_metadata" : "ok");
      const again = await space.scanAndExtract();
      assert.deepEqual([again.scan.opened, again.scan.rows_written], [0, 0]);
    }),
  );
}

Deno.test(
  "a sidecar that is added, changed or removed later is noticed though the picture is as it was",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    const steps: [act: () => void, source: string | null, seed: bigint | null][] = [
      [(): void => {}, null, null],
      [(): void => void space.put("a.txt", TXT_TEXT), "sidecar:txt", 12n],
      [(): void => void space.put("a.txt", infotext(13)), "sidecar:txt", 13n],
      [(): void => void space.put("a.json", JSON_TEXT), "sidecar:json", 11n],
      [(): void => space.remove("a.json"), "sidecar:txt", 13n],
    ];
    for (const [act, source, seed] of steps) {
      act();
      await space.scanAndExtract();
      assert.deepEqual([row(space).metadata_source, row(space).seed], [source, seed]);
    }
    space.remove("a.txt");
    const { extract } = await space.scanAndExtract({ onMissing: "delete" });
    assert.deepEqual([row(space).status, row(space).metadata_json, extract.removed], [
      "no_metadata",
      null,
      1,
    ]);
  }),
);

Deno.test(
  "a sidecar stands in for a damaged picture, and its change is noticed",
  inWorkspace(async (space) => {
    space.put("a.png", png().subarray(0, 40));
    space.put("a.txt", TXT_TEXT);
    await space.scanAndExtract();
    assert.deepEqual([row(space).status, row(space).seed], ["ok", 12n]);
    assert.match(String(row(space).status_detail), /cut off/);
    assert.equal((await space.scan()).rows_written, 0);
    space.put("a.txt", infotext(14));
    await space.scanAndExtract();
    assert.equal(row(space).seed, 14n);
  }),
);

/** Asserts that the next scan has nothing to read or to write. */
async function assertAtRest(space: Workspace): Promise<void> {
  const { opened, rows_written } = await space.scan();
  assert.deepEqual([opened, rows_written], [0, 0]);
}

for (const [what, content] of [["an empty file", ""], ["a web page", "<html>Not found"]] as const) {
  Deno.test(
    `${what} named .png is unreadable whatever its sidecar says, and is read once`,
    inWorkspace(async (space) => {
      space.put("a.png", content);
      space.put("a.txt", TXT_TEXT);
      const assertUnreadable = (): void => {
        const { status, metadata_json, seed } = row(space);
        assert.deepEqual([status, metadata_json, seed], ["unreadable", null, null]);
      };
      await space.scanAndExtract();
      assertUnreadable();
      await assertAtRest(space);
      space.put("a.txt", infotext(13));
      space.put("a.json", JSON_TEXT);
      await space.scanAndExtract();
      assertUnreadable();
      await assertAtRest(space);
      space.put("a.png", png());
      await space.scanAndExtract();
      assert.deepEqual([row(space).status, row(space).seed], ["ok", 11n]);
      await assertAtRest(space);
    }),
  );
}

const SPOILED = {
  "no image": "<html>Not found",
  "an empty file": "",
  "cut off": png().subarray(0, 40),
};
for (const [what, content] of Object.entries(SPOILED)) {
  for (const [whose, image] of [["sidecar", png()], ["picture", pngWith(infotext(12))]] as const) {
    Deno.test(
      `a picture that becomes ${what} keeps the text of its ${whose}, and is read once however its sidecar changes`,
      inWorkspace(async (space) => {
        space.put("a.png", image);
        space.put("a.txt", TXT_TEXT);
        await space.scanAndExtract();
        space.put("a.png", content);
        space.put("a.txt", "a caption");
        await space.scanAndExtract();
        assert.deepEqual([row(space).status, row(space).seed], ["unreadable", 12n]);
        await assertAtRest(space);
        space.put("a.txt", "another caption");
        await space.scan();
        assert.equal(row(space).status, "unreadable");
        await assertAtRest(space);
        space.put("a.png", pngWith(infotext(15)));
        await space.scanAndExtract();
        assert.deepEqual([row(space).status, row(space).seed], ["ok", 15n]);
        await assertAtRest(space);
      }),
    );
  }
}

const POOR = "a pond\nNegative prompt: reeds\nSteps: 9, Seed: 5, Sampler: DDIM";
const RICH = "another prompt\nSteps: 30, Seed: 6, CFG scale: 4.5, Model: meadow, Size: 640x832";

Deno.test(
  "merging takes each field from the picture, and what it leaves NULL from the sidecar",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(POOR));
    space.put("a.txt", RICH);
    space.put("bare.png", png());
    space.put("bare.txt", TXT_TEXT);
    const { extract } = await space.scanAndExtract({ allowSidecarMerge: true });
    assert.equal(extract.models, 2);
    assert.deepEqual(row(space, "bare.png").metadata_source, "sidecar:txt");
    assert.equal(row(space).metadata_source, "png:parameters+sidecar:txt");
    const columns =
      "raw_positive, raw_negative, steps, seed, sampler, cfg_scale, model_name, width, height, scheduler";
    assert.deepEqual(space.sql(`SELECT ${columns} FROM models WHERE seed = 5`), [{
      raw_positive: "a pond",
      raw_negative: "reeds",
      steps: 9n,
      seed: 5n,
      sampler: "DDIM",
      cfg_scale: 4.5,
      model_name: "meadow",
      width: 640n,
      height: 832n,
      scheduler: null,
    }]);
    const again = await space.scan({ allowSidecarMerge: true });
    assert.deepEqual([again.opened, again.rows_written], [0, 0]);
  }),
);

Deno.test(
  "merging can be switched on and off, by option and by setting, and every scan follows",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(POOR));
    space.put("a.txt", RICH);
    space.put("alone.png", pngWith(POOR));
    const cfg = async (
      options: { allowSidecarMerge?: boolean },
      opened: number,
    ): Promise<unknown> => {
      const { scan } = await space.scanAndExtract(options);
      assert.equal(scan.opened, opened);
      return space.value(
        "SELECT cfg_scale FROM models JOIN files ON id = file_id WHERE file_path = ?",
        space.at("a.png"),
      );
    };
    assert.equal(await cfg({}, 2), null);
    assert.equal(await cfg({ allowSidecarMerge: true }, 1), 4.5);
    assert.equal(await cfg({ allowSidecarMerge: false }, 1), null);
    space.exec("UPDATE settings SET value = 1 WHERE name = 'allow_sidecar_merge'");
    assert.equal(await cfg({}, 1), 4.5);
    assert.equal(await cfg({}, 0), 4.5);
    space.put("a.txt", RICH.replace("4.5", "5.5"));
    assert.equal(await cfg({}, 1), 5.5);
    space.remove("a.txt");
    assert.equal(await cfg({}, 1), null);
  }),
);

Deno.test(
  "a picture that moves with its sidecar keeps its text unread, without it it is read again",
  inWorkspace(async (space) => {
    for (const name of ["a", "b"]) {
      space.put(`${name}.png`, png());
      space.put(`${name}.txt`, TXT_TEXT);
    }
    await space.scanAndExtract();
    for (const name of ["a.png", "a.txt", "b.png"]) space.rename(name, `sub/${name}`);
    const { moved, opened } = await space.scan();
    assert.deepEqual([moved, opened], [2, 1]);
    assert.equal(row(space, "sub/a.png").metadata_source, "sidecar:txt");
    assert.equal(row(space, "sub/b.png").status, "no_metadata");
  }),
);
