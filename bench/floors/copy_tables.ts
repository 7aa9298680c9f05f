/** Copies what an extraction wrote from a finished database into one that waits, chunk by chunk, in SQL alone. */
import { openDatabase } from "../../src/host/open.ts";

const CHUNK = 500;
const [waiting = "", finished = ""] = Deno.args;
using db = openDatabase(waiting);
db.prepare("ATTACH ? AS finished").run(finished);

function columns(table: string): string {
  const rows = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  return rows.map(({ name }) => String(name)).join(", ");
}

const copies = ["models", "lora_usages", "image_resources"].map((table) =>
  db.prepare(
    `INSERT INTO main.${table} (${columns(table)})
     SELECT ${columns(table)} FROM finished.${table} WHERE file_id > ? AND file_id <= ?`,
  )
);
const bookkeeping = db.prepare(
  `UPDATE main.files SET (extraction_pending, extracted_with, last_extracted_hash, last_extracted_at, status) =
     (SELECT extraction_pending, extracted_with, last_extracted_hash, last_extracted_at, status
      FROM finished.files AS f WHERE f.id = files.id)
   WHERE id > ? AND id <= ?`,
);
const last = Number(db.prepare("SELECT max(id) AS id FROM files").get()?.id ?? 0);
for (let from = 0; from < last; from += CHUNK) {
  db.exec("BEGIN IMMEDIATE");
  for (const copy of copies) copy.run(from, from + CHUNK);
  bookkeeping.run(from, from + CHUNK);
  db.exec("COMMIT");
}
