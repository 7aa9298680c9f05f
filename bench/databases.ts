/**
 * Databases that several measurements share, each made once.
 *
 * @module
 */
import { join } from "node:path";
import { makeDatabase } from "./files.ts";

/** Copies a database over another, whose log goes too. */
export function copyDatabase(from: string, to: string): void {
  for (const suffix of ["-wal", "-shm", ""]) {
    try {
      Deno.removeSync(to + suffix);
    } catch {
      // There was none.
    }
  }
  Deno.copyFileSync(from, to);
}

/** Databases by their number of rows. */
export class Databases {
  private readonly made = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly extract: (path: string) => Promise<unknown>,
  ) {}

  /** One whose rows wait for extraction. */
  waiting(rows: number): string {
    const path = join(this.folder, `waiting-${rows}.sqlite`);
    if (!this.made.has(path)) makeDatabase(path, rows);
    this.made.add(path);
    return path;
  }

  /** One whose rows are extracted. */
  async finished(rows: number): Promise<string> {
    const path = join(this.folder, `finished-${rows}.sqlite`);
    if (!this.made.has(path)) {
      copyDatabase(this.waiting(rows), path);
      await this.extract(path);
    }
    this.made.add(path);
    return path;
  }
}
