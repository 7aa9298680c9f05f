/** A new row holds exactly what a known one would get: numbers come by way of doubles. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { FileFacts } from "../../src/files/facts.ts";
import { insertion } from "../../src/files/columns.ts";
import { inserted, type ReadFile, valuesOf } from "../../src/files/row.ts";

const MAX_TIME = 9_223_372_036_854;
const FACTS = [
  new FileFacts(0, 0, null),
  new FileFacts(1, -1, 0),
  new FileFacts(Number.MAX_SAFE_INTEGER, MAX_TIME, Number.MAX_SAFE_INTEGER),
  new FileFacts(2 ** 40, -MAX_TIME, 2 ** 53 + 2),
  new FileFacts(7, 1_700_000_000_123, 2 ** 63 - 1024),
  new FileFacts(7, 1_700_000_000_123, 2 ** 63),
  new FileFacts(7, 1_700_000_000_123, 2 ** 64 - 2048),
];

Deno.test("sizes, times and inodes of new rows are the whole numbers that they are", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const files = FACTS.flatMap((facts, n) =>
    [false, true].map((ioError): ReadFile => ({
      path: `/${n}${ioError}.png`,
      facts,
      reading: {
        kind: "image",
        container: null,
        image_width: null,
        image_height: null,
        metadata_source: null,
        metadata_json: null,
        status: "unreadable",
        status_detail: "bent",
        sidecar_state: null,
        read_with: null,
        verdict_code: null,
        verdict_detail: null,
        ioError,
        bytesRead: 0,
      },
    }))
  );
  db.prepare(insertion(files.length)).run(...inserted(files));
  const rows = db.prepare("SELECT file_size, file_mtime, file_inode FROM files ORDER BY id");
  rows.setReadBigInts(true);
  assert.deepEqual(
    rows.all().map((row) => ({ ...row })),
    files.map((file) => {
      const { file_size, file_mtime, file_inode } = valuesOf(file);
      return { file_size: BigInt(file_size), file_mtime, file_inode };
    }),
  );
});
