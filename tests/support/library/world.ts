/**
 * A library and images on disk, put into a database as a user would.
 *
 * @module
 */
import { join, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { QUIET } from "../../../src/work/command.ts";
import { extract } from "../../../src/commands/extract.ts";
import { hash } from "../../../src/commands/hash.ts";
import { iTXt, png } from "../../fixtures/png.ts";
import { type Image, makeImage } from "./images.ts";
import { type LibrarySize, makeLibrary, type Model } from "./models.ts";
import { Random } from "./random.ts";
import { type Score, score } from "./score.ts";

/** How large a world is. */
export interface WorldSize extends LibrarySize {
  readonly images: number;
}

/** What there is. */
export interface World {
  readonly models: readonly Model[];
  readonly images: readonly Image[];
}

/** Makes the files below `folder`: `models` and `images`. */
export function makeWorld(folder: string, size: WorldSize, seed = 1): World {
  const models = makeLibrary(join(folder, "models"), size, seed);
  const random = new Random(seed + 1);
  const images = Array.from({ length: size.images }, (_, n) => makeImage(models, n, random));
  images.forEach((image, n) => {
    const below = join(folder, "images", String(n >> 9));
    if (n % 512 === 0) Deno.mkdirSync(below, { recursive: true });
    const text = iTXt("parameters", image.text);
    Deno.writeFileSync(join(below, `${n}.png`), png({ before: [text] }));
  });
  return { models, images };
}

/** Scans, extracts, hashes and links, with look-ups of the files as `enrich` would store them. */
export async function fillDatabase(folder: string, { models }: World): Promise<string> {
  const database = join(folder, "library.sqlite");
  const paths = [join(folder, "models"), join(folder, "images")];
  await extract({ database, paths }, QUIET);
  {
    using db = new DatabaseSync(database);
    const insert = db.prepare(
      `INSERT INTO model_enrichment (file_id, lookup_status, model_version_id)
       SELECT id, 'matched', ? FROM files WHERE file_path = ?`,
    );
    db.exec("BEGIN");
    for (const { now } of models) {
      for (const { path, versionId } of now) {
        if (versionId !== null) insert.run(versionId, join(folder, "models", path));
      }
    }
    db.exec("COMMIT");
  }
  await hash({ database, models: true }, QUIET);
  return database;
}

/** Compares the links in a database with what is true. */
export function scoreWorld(folder: string, database: string, { images }: World): Score {
  using db = new DatabaseSync(database, { readOnly: true });
  const find = db.prepare("SELECT id FROM files WHERE file_path = ?");
  find.setReadBigInts(true);
  const idOf = (n: number): bigint =>
    BigInt(find.get(join(folder, "images", String(n >> 9), `${n}.png`))?.["id"] as bigint);
  return score(db, images, idOf, join(folder, "models") + sep);
}
