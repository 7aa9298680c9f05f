/**
 * A file that a scan found.
 *
 * @module
 */
import { factsOf, type FileFacts, isTaken } from "../../files/facts.ts";
import type { Glance } from "../../files/glance.ts";
import type { FileReading } from "../../files/row.ts";
import { type Entry, reasonOf, type WalkError } from "../../files/walk.ts";
import type { KnownFile } from "../moves/move_finder.ts";

/** A file on its way from the walk to its row. */
export class Found {
  /** Undefined as long as nobody looked. */
  facts: FileFacts | undefined = undefined;
  /** The row of a file whose path has none, null without; undefined as long as nobody looked. */
  known: KnownFile | null | undefined = undefined;
  /** Result of reading it ahead. */
  reading: FileReading | undefined = undefined;

  /**
   * @param root The root below which it stands.
   * @param glance What its row says at a first look; undefined where it has none.
   */
  constructor(
    readonly root: string,
    readonly entry: Entry,
    readonly glance: Glance | undefined,
    /** Whether its row has the path under which it was found. */
    readonly isUnderOwnName = true,
  ) {}

  /** The same file under the path of its row, which names the same place. */
  under(path: string): Found {
    const found = new Found(this.root, { ...this.entry, path }, this.glance, false);
    found.facts = this.facts;
    found.reading = this.reading;
    return found;
  }
}

/** Looks at a file from outside. @returns Why it cannot be looked at, unless it is just gone. */
export function lookFromOutside(found: Found): WalkError | null {
  const { path } = found.entry;
  found.facts = undefined;
  try {
    found.facts = factsOf(path);
  } catch (error) {
    if (isTaken(path)) return { path, reason: reasonOf(error) };
  }
  return null;
}
