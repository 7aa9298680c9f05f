/** Pictures as bytes in SQL: the same as a scan stores. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { IMAGE_ENDINGS } from "../../src/image/formats.ts";
import { installPlugins, readPicture, sd, type SqlPlugin } from "../../mod.ts";
import { INFOTEXT } from "../fixtures/reading.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { PICTURES } from "../sql/pictures.ts";
import { SHARED } from "../support/data.ts";
import { inWorkspace, type Workspace } from "../support/workspace.ts";

function connect(...plugins: readonly SqlPlugin[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  installPlugins(db, [sd, ...plugins]);
  return db;
}

const SAMPLES = join(import.meta.dirname ?? "", "..", "..", "samples");

const db = connect();

/** Scans, and compares each row whose text does not stand in a sidecar; gives the number of texts. */
async function assertAsScanned(space: Workspace, paths: readonly string[]): Promise<number> {
  await space.scan({ paths });
  const statement = db.prepare("SELECT sd_text(?1) AS text, sd_image(?1) AS image");
  let texts = 0;
  for (const row of space.sql("SELECT * FROM files")) {
    if (String(row["metadata_source"]).startsWith("sidecar:")) continue;
    const { text, image } = statement.get(Deno.readFileSync(String(row["file_path"]))) ?? {};
    const number = (value: unknown): unknown => typeof value === "bigint" ? Number(value) : value;
    assert.equal(text, row["metadata_json"]);
    assert.deepEqual(
      JSON.parse(String(image)),
      {
        container: row["container"],
        width: number(row["image_width"]),
        height: number(row["image_height"]),
        source: row["metadata_source"],
        text,
        status: row["status"],
        detail: row["status_detail"],
      },
      String(row["file_path"]),
    );
    if (text !== null) texts++;
  }
  return texts;
}

Deno.test(
  "sd_text and sd_image give of every format and of damaged files what a scan stores",
  inWorkspace(async (space) => {
    PICTURES.forEach(({ name, bytes }, n) => {
      const ending = `.${name.split(",")[0]}`;
      space.put(`${n}${IMAGE_ENDINGS.includes(ending) ? ending : ".png"}`, bytes);
    });
    assert.ok(await assertAsScanned(space, [space.pictures]) > 100);
  }),
);

Deno.test(
  "sd_text gives of every sample what a scan stores",
  inWorkspace(async (space) => {
    assert.ok(await assertAsScanned(space, [SAMPLES]) > 8);
  }),
);

const COLLECTION = ["images", "containers"].map((name) => `${SHARED}/${name}`);
const isThere = COLLECTION.every((path) => existsSync(path));
// deno-lint-ignore no-console
if (!isThere) console.warn(`skipped: no ${COLLECTION.join(", ")} (set SQLITE_SD_DATA)`);

Deno.test({
  name: "sd_text gives of the collection's pictures what a scan stores",
  ignore: !isThere,
  fn: inWorkspace(async (space) => {
    assert.ok(await assertAsScanned(space, COLLECTION) > 50);
  }),
});

Deno.test("sd_image gives the same as readPicture, whatever the bytes", () => {
  const statement = db.prepare("SELECT sd_image(?1) AS image, sd_text(?1) AS text");
  const pictures = fc.constantFrom(...PICTURES.map(({ bytes }) => bytes));
  const change = fc.tuple(fc.nat(4000), fc.nat(255));
  const changed = fc.tuple(pictures, fc.array(change, { maxLength: 4 }), fc.nat(4000)).map(
    ([bytes, changes, length]) => {
      const copy = bytes.slice(0, length);
      for (const [at, byte] of changes) if (at < copy.length) copy[at] = byte;
      return copy;
    },
  );
  fc.assert(fc.property(changed, (bytes) => {
    const row = statement.get(bytes);
    assert.deepEqual(JSON.parse(String(row?.["image"])), readPicture(bytes));
    assert.equal(row?.["text"], readPicture(bytes).text);
  }));
});

Deno.test("sd_text chooses by the generators of the connection's plugins too", () => {
  using db = connect({
    name: "mine",
    version: "1.0.0",
    functions: [],
    generators: [{
      name: "leaf",
      version: 1,
      keys: ["leaf"],
      recognises: (texts) => texts.text.raw.startsWith("leaf:"),
      read: (texts) => ({ positive: texts.text.raw.slice(5), negative: "", params: new Map() }),
    }],
  });
  const picture = png({ before: [tEXt("Leaf", "leaf:a fern"), tEXt("parameters", "")] });
  const row = db.prepare("SELECT sd_text(?1) AS text, sd_image(?1) ->> 'status' AS status");
  assert.deepEqual({ ...row.get(picture) }, { text: "leaf:a fern", status: "ok" });
});

Deno.test("a picture of hundreds of megabytes costs no more than a small one", () => {
  const small = png({ before: [tEXt("parameters", INFOTEXT)] });
  const large = new Uint8Array(300 << 20);
  large.set(small);
  const row = db.prepare("SELECT sd_text(?) AS text").get(large);
  assert.equal(row?.["text"], INFOTEXT);
});
