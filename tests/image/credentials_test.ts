/** Files of which nothing is known but the program that made them, by their content credentials. */
import assert from "node:assert/strict";
import { readPicture } from "../../src/work/read_picture.ts";
import { bytes, utf8 } from "../fixtures/bytes.ts";
import { CARRIERS, claimV1, claimV2, manifest, store, superbox } from "../fixtures/credentials.ts";
import { chunk, png, tEXt } from "../fixtures/png.ts";
import { INFOTEXT, NOTHING_FOUND, outcome, read } from "../fixtures/reading.ts";
import { infotext, inWorkspace } from "../support/workspace.ts";

/** Claims with the name that they give. */
const CLAIMS: readonly (readonly [claim: Uint8Array, name: string | null])[] = [
  [claimV1("Example-API c2pa-lib/0.28.4"), "Example-API"],
  [claimV1("Painter/2.1"), "Painter"],
  [claimV2("Example Studio"), "Example Studio"],
  [claimV2("Étude\n\u202e鷺"), "Étude 鷺"],
  [claimV2("x".repeat(300)), "x".repeat(100)],
  [bytes(claimV1("Older/1"), claimV2("Newer")), "Newer"],
  [claimV1(""), null],
  [utf8("no claim"), null],
  [bytes(), null],
];

for (const [format, carry] of Object.entries(CARRIERS)) {
  Deno.test(`${format}: the program is named, and nothing else changes`, () => {
    for (const [claim, name] of CLAIMS) {
      const file = carry(store(manifest(claimV2("ingredient")), manifest(claim)));
      const { container, producer, text, damage } = read(file);
      assert.deepEqual([container, producer, text, damage], [format, name, null, null]);
      const { status, detail } = readPicture(file);
      const expected = name === null ? ["no_metadata", null] : ["unrecognized", `c2pa: ${name}`];
      assert.deepEqual([status, detail], expected);
    }
  });

  Deno.test(`${format}: cut at every byte, it never throws`, () => {
    const file = carry(store(manifest(claimV2("Example"))));
    for (let length = 12; length < file.length; length++) {
      const { producer } = read(file.subarray(0, length));
      assert.ok(producer === null || "Example".startsWith(producer.replace(/\uFFFD/g, "")));
    }
  });
}

Deno.test("a claim of the second version has a label of its own", () => {
  const file = CARRIERS["png"]?.(store(manifest(claimV2("Example"), "c2pa.claim.v2")));
  assert.equal(read(file ?? bytes()).producer, "Example");
});

Deno.test("a text comes first", () => {
  const credentials = chunk("caBX", store(manifest(claimV2("Example"))));
  const { text, producer } = read(png({ before: [credentials, tEXt("parameters", INFOTEXT)] }));
  assert.deepEqual([text, producer], [INFOTEXT, null]);
});

Deno.test("manifests that are broken, without a claim or too long are none, and no damage", () => {
  const broken = [
    bytes(),
    utf8("no box"),
    superbox("c2pa"),
    store(superbox("urn:uuid:0")),
    store(superbox("urn:uuid:0", superbox("c2pa.claim"))),
    bytes(store(manifest(claimV2("Example"))), new Uint8Array(5 << 20)),
  ];
  for (const content of broken) {
    assert.deepEqual(outcome(png({ before: [chunk("caBX", content)] })), NOTHING_FOUND);
  }
});

Deno.test(
  "a scan tells the program, which extraction leaves as it is, and a sidecar comes first",
  inWorkspace(async (space) => {
    const file = CARRIERS["jpeg"]?.(store(manifest(claimV2("Example")))) ?? bytes();
    space.put("a.jpg", file);
    space.put("b.jpg", file);
    space.put("b.txt", infotext(1));
    const rows = "SELECT status, status_detail AS detail FROM files ORDER BY file_path";
    for (let run = 0; run < 2; run++) {
      const { scan } = await space.scanAndExtract();
      assert.equal(scan.opened, run === 0 ? 2 : 0);
      assert.deepEqual(space.sql(rows), [
        { status: "unrecognized", detail: "c2pa: Example" },
        { status: "ok", detail: null },
      ]);
    }
    assert.equal(space.value("SELECT count(*) FROM files_without_metadata"), 1n);
  }),
);
