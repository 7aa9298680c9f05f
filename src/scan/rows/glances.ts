/**
 * First looks at the rows of many files in one query.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Prepared } from "../../db/prepared.ts";
import {
  type Glance,
  GLANCE_COLUMNS,
  glanceColumns,
  NO_GLANCE,
  toGlance,
} from "../../files/glance.ts";
import type { Entry } from "../../files/walk.ts";

/** A statement with a method that the types of Deno 2.9 lack. */
type ArrayStatement = StatementSync & { setReturnArrays(on: boolean): void };

type Numbers = readonly (number | null)[];

const AT_ONCE = 1000;

/** Glances at rows by the paths of their files. */
export class Glances {
  private readonly statements: Prepared<"glances">;

  /** @param stamps Values of `read_with` that today's readers give. */
  constructor(db: DatabaseSync, stamps: Iterable<string>) {
    // CROSS keeps SQLite from sorting the paths first: each is looked up as it comes.
    const glances = `SELECT ${glanceColumns(stamps)}, wanted.key
      FROM json_each(?) AS wanted CROSS JOIN files ON file_path = wanted.value
      WHERE file_path = wanted.value COLLATE BINARY`;
    this.statements = new Prepared(db, { glances }, (statement) => {
      (statement as ArrayStatement).setReturnArrays(true);
    });
  }

  /** Entries with what is known of them, many in one query. @param isFirst Whether none is known. */
  *of(entries: readonly Entry[], isFirst: boolean): Generator<[Entry, Glance | undefined]> {
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      const some = entries.slice(from, from + AT_ONCE);
      const glances = isFirst ? [] : this.read(some.map(({ path }) => path));
      for (const [index, entry] of some.entries()) yield [entry, glances[index]];
    }
  }

  /** One for each path, undefined where there is no row. */
  private read(paths: readonly string[]): (Glance | undefined)[] {
    const rows = this.statements.get("glances").all(JSON.stringify(paths)) as unknown as Numbers[];
    const glances = new Array<Glance | undefined>(paths.length);
    for (const values of rows) {
      const key = Number(values[GLANCE_COLUMNS]);
      // Of several rows with one path the first counts.
      glances[key] = glances[key] === undefined ? toGlance(values) : NO_GLANCE;
    }
    return glances;
  }
}
