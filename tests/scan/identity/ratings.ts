/** A user's ratings of files, and where they have to be after a scan. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Places } from "./places.ts";

/** A file on disk. */
interface FileNow {
  readonly path: string;
  /** Inode, size and time. */
  readonly mark: string;
  readonly bytes: string;
}

/** A rated row. */
interface RatedRow {
  readonly id: bigint;
  readonly path: string;
  readonly mark: string;
  readonly isHashed: boolean;
  readonly isMissing: boolean;
  /** The bytes that were rated. */
  readonly bytes: string;
}

/** The user's own table: what is rated are bytes, known to the test alone. */
export function begin({ space }: Places): void {
  space.fill();
  space.exec("CREATE TABLE ratings (file_id INTEGER PRIMARY KEY, bytes TEXT)");
}

function filesNow(places: Places): FileNow[] {
  return places.files.map((path) => {
    const { ino, size, mtime } = Deno.statSync(path);
    const bytes = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
    return { path, mark: `${ino} ${size} ${BigInt(mtime?.getTime() ?? 0) * 1_000_000n}`, bytes };
  });
}

function ratedRows({ space }: Places): RatedRow[] {
  const rows = space.sql(`SELECT id, file_path, file_inode || ' ' || file_size || ' ' || file_mtime
      AS mark, file_hash IS NOT NULL AS is_hashed, status = 'missing' AS is_missing, bytes
    FROM files JOIN ratings ON file_id = id ORDER BY id`);
  return rows.map((row) => ({
    id: row["id"] as bigint,
    path: String(row["file_path"]),
    mark: String(row["mark"]),
    isHashed: row["is_hashed"] === 1n,
    isMissing: row["is_missing"] === 1n,
    bytes: String(row["bytes"]),
  }));
}

function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}

/** How many of the rows with these bytes can be proved to have a file by now, at the least. */
function provable(rows: readonly RatedRow[], files: readonly FileNow[]): number {
  const byMark = groups(files, ({ mark }) => mark);
  const byInode = [...groups(rows, ({ mark }) => mark)].reduce(
    (sum, [mark, some]) => sum + Math.min(some.length, byMark.get(mark)?.length ?? 0),
    0,
  );
  const hashed = rows.filter(({ isHashed }) => isHashed).length;
  return byInode + Math.min(files.length - byInode, Math.max(0, hashed - byInode));
}

/** Scans, and asserts that every rating is where it has to be; then everything is rated as it is. */
export async function scanAndCheck(places: Places): Promise<void> {
  const { space, roots } = places;
  const before = ratedRows(places);
  const files = filesNow(places);
  const { report } = await space.scan({ paths: roots });
  assert.equal(report.errors, 0, report.lines.join("\n"));

  const stored = space.sql(
    "SELECT file_path FROM files WHERE status <> 'missing' ORDER BY file_path",
  );
  assert.deepEqual(
    stored.map(({ file_path }) => file_path),
    files.map(({ path }) => path).sort(),
    "each file has one row",
  );
  const after = new Map(ratedRows(places).map((row) => [row.id, row]));
  const bytesAt = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const fileBytes = groups(files, ({ bytes }) => bytes);
  const bytesNow = ({ id }: RatedRow): string | undefined => {
    const row = after.get(id);
    return row === undefined || row.isMissing ? undefined : bytesAt.get(row.path);
  };
  for (const [bytes, rows] of groups(before, ({ bytes }) => bytes)) {
    const right = rows.filter((row) => bytesNow(row) === bytes).length;
    const least = provable(rows, fileBytes.get(bytes) ?? []);
    assert.ok(right >= least, `${right} of ${least} ratings are where their bytes are`);
  }
  const marks = new Map(files.map(({ path, mark }) => [path, mark]));
  for (const row of before) {
    const now = after.get(row.id);
    assert.ok(now !== undefined, "no row goes");
    if (marks.get(row.path) === row.mark) assert.equal(now.path, row.path, "it did not move");
    // Only its name says that a file with other bytes is still the one that was rated.
    const other = bytesNow(row);
    if (other !== undefined && other !== row.bytes) assert.equal(now.path, row.path);
  }

  const again = await space.scan({ paths: roots });
  assert.deepEqual([again.opened, again.rows_written], [0, 0]);
  rateAll(places);
}

/** Rates every file whose row is up to date. */
function rateAll(places: Places): void {
  using db = places.space.open();
  const rate = db.prepare(`INSERT INTO ratings SELECT id, ? FROM files
    WHERE file_path = ? AND file_inode || ' ' || file_size || ' ' || file_mtime = ?
    ON CONFLICT (file_id) DO UPDATE SET bytes = excluded.bytes`);
  for (const { path, bytes, mark } of filesNow(places)) rate.run(bytes, path, mark);
}

/** Hashes what has no hash. A file that was edited in its place since the last scan is rated anew: its row was renewed. */
export async function hashAll(places: Places): Promise<void> {
  await places.space.hash();
  rateAll(places);
}
