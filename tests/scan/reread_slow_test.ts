/** A file is read again once when today's reader reads it differently than the one that read it. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { STAMPS } from "../../src/scan/read/stamps.ts";
import { fileReader } from "../../src/work/file_reader.ts";
import type { ReadEntry } from "../../src/scan/read/entry.ts";
import { Scanner } from "../../src/scan/scanner.ts";
import { stampOf, type Stamps } from "../../src/files/stamps.ts";
import { png } from "../fixtures/png.ts";
import { modelFile } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";
import { column } from "./rows.ts";
import { OPTIONS, scanAhead, scanAlone, worldOf } from "./two_ways.ts";

const NEWER: Stamps = { ...STAMPS, png: "png 99" };

/** One file of each kind of row. */
function fill(space: Workspace): void {
  space.put("text.png", pngWith(infotext(1)));
  space.put("bare.png", png());
  space.put("cut.png", pngWith(infotext(2)).slice(0, 40));
  space.put("page.png", "<!doctype html><title>Not found</title>");
  space.put("empty.png", "");
  space.put("beside.png", png());
  space.put("beside.txt", infotext(3));
  space.put("a.safetensors", modelFile({ metadata: { a: "b" }, content: new Uint8Array(4) }));
  space.put("b.ckpt", "PK\x03\x04");
}
const FILES = 8;
/** Files among them that the reader of PNG reads. */
const PNGS = 4;

/** All that is stored, but for which reader it was. */
function stored(space: Workspace): Row[] {
  return space.sql("SELECT * FROM files ORDER BY id")
    .map(({ read_with: _, ...row }) => row);
}

/** A reader that gives its stamps, and finds other texts where `text` says so. */
function newerReader(text: (found: string | null) => string | null = (found) => found): ReadEntry {
  const reads = fileReader(SETTINGS);
  return (entry, size) => {
    const reading = reads(entry, size);
    return {
      ...reading,
      metadata_json: text(reading.metadata_json),
      read_with: stampOf(NEWER, entry.kind, reading.container),
    };
  };
}

async function scanNewer(space: Workspace, reads = newerReader()): Promise<Scanner> {
  using db = openForWork(space.database, { create: false });
  const world = worldOf(SETTINGS, { getReady: () => Promise.resolve(reads) });
  const scanner = new Scanner(db, { ...OPTIONS, stamps: NEWER }, world);
  await scanner.scan([space.pictures]);
  return scanner;
}

Deno.test(
  "files of an older version, which kept no reader, are read once more, and the report says so",
  inWorkspace(async (space) => {
    fill(space);
    await space.scanAndExtract();
    const before = stored(space);
    space.exec("UPDATE files SET read_with = NULL");
    const { report, reread, opened, unchanged, changed, rows_written } = await space.scan();
    assert.deepEqual([reread, opened, unchanged, changed], [FILES, FILES, 0, 0]);
    assert.equal(rows_written, FILES);
    assert.ok(
      report.lines.includes(
        `Read again, since this version reads them differently: ${FILES} files, 0 of them with another result.`,
      ),
      report.lines.join("\n"),
    );
    assert.deepEqual(stored(space), before);
    const again = await space.scan();
    assert.deepEqual([again.reread, again.opened, again.rows_written], [0, 0, 0]);
    assert.ok(!again.report.lines.some((line) => line.startsWith("Read again")));
    assert.equal((await space.extract()).files, 0);
  }),
);

Deno.test(
  "a newer reader of one format reads again only what that format reads",
  inWorkspace(async (space) => {
    fill(space);
    await space.scan();
    const before = stored(space);
    const first = await scanNewer(space);
    assert.deepEqual([first.counts.reread, first.counts.opened, first.counts.unchanged], [
      PNGS,
      PNGS,
      FILES - PNGS,
    ]);
    assert.deepEqual(stored(space), before);
    const second = await scanNewer(space);
    assert.deepEqual([second.counts.reread, second.counts.opened, second.rowsWritten], [0, 0, 0]);
  }),
);

Deno.test(
  "what a newer reader finds is stored, and its file counts apart; hash and id stay",
  inWorkspace(async (space) => {
    fill(space);
    await space.scanAndExtract();
    space.exec(`UPDATE files SET file_hash = '${"ab".repeat(32)}'`);
    const ids = column(space, "id");
    const reads = newerReader((text) => text === null ? null : text.replace("fern", "moss"));
    const { counts } = await scanNewer(space, reads);
    const { reread, reread_differently, changed, unchanged } = counts;
    assert.deepEqual([reread, reread_differently, changed, unchanged], [PNGS, 2, 0, FILES - PNGS]);
    assert.match(String(column(space, "metadata_json")["text.png"]), /^moss/);
    assert.deepEqual(column(space, "id"), ids);
    const hashed = "SELECT count(*) FROM files WHERE file_hash IS NOT NULL";
    assert.equal(space.value(hashed), BigInt(FILES));
    assert.equal((await space.extract()).parsed, 2);
  }),
);

Deno.test(
  "a file that a newer reader cannot read keeps what was stored",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scan();
    const reads = newerReader();
    await scanNewer(space, (entry, size) => ({
      ...reads(entry, size),
      container: null,
      metadata_source: null,
      metadata_json: null,
      status: "unreadable",
      status_detail: "bent",
    }));
    const [row] = space.sql(
      "SELECT container, metadata_source, metadata_json, status, status_detail, read_with FROM files",
    );
    assert.deepEqual(row, {
      container: "png",
      metadata_source: "png:parameters",
      metadata_json: infotext(1),
      status: "unreadable",
      status_detail: "bent",
      read_with: "png 99",
    });
    assert.equal((await scanNewer(space)).counts.opened, 0);
  }),
);

Deno.test(
  "rows that another program wrote keep their texts: nobody knows how it read",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scan();
    space.exec(`UPDATE files SET container = NULL, read_with = NULL, metadata_json = 'its own'`);
    const { opened, reread, unchanged, rows_written } = await space.scan();
    assert.deepEqual([opened, reread, unchanged, rows_written], [0, 0, 1, 0]);
    assert.equal(space.value("SELECT metadata_json FROM files"), "its own");
  }),
);

Deno.test(
  "a file that moved is read again on its way; a file that changed counts as changed alone",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.put("b.png", pngWith(infotext(2)));
    await space.scan();
    space.rename("a.png", "c.png");
    space.touch("b.png");
    const { counts } = await scanNewer(space);
    assert.deepEqual([counts.moved, counts.changed, counts.reread, counts.opened], [1, 1, 1, 2]);
    assert.equal((await scanNewer(space)).counts.opened, 0);
  }),
);

Deno.test(
  "many files are read again with a thread as without",
  inWorkspace(async (space) => {
    for (let n = 0; n < 1400; n++) space.put(`${n % 7}/${n}.png`, pngWith(infotext(n)));
    const names = [`${space.folder}/one.sqlite`, `${space.folder}/other.sqlite`] as const;
    for (const name of names) {
      await scanAlone(name, space.pictures);
      using db = space.open(name);
      db.exec("UPDATE files SET read_with = 'png 0', status_detail = 'old' WHERE id % 3 <> 0");
    }
    const alone = await scanAlone(names[0], space.pictures);
    let waits = 0;
    const ahead = await scanAhead(names[1], space.pictures, {}, undefined, () => ++waits > 0);
    assert.ok(waits > 0, "no file was read ahead");
    assert.deepEqual(ahead.counts, alone.counts);
    const { reread, reread_differently, changed } = alone.counts;
    assert.deepEqual([reread, reread_differently, changed], [934, 934, 0]);
    const [one, other] = names.map((name) => space.sqlIn(name, "SELECT * FROM files ORDER BY id"));
    assert.deepEqual(other, one);
  }),
);
