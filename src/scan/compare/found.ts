/**
 * A file that a scan found.
 *
 * @module
 */
import { factsOf, type FileFacts, isTaken } from "../../files/facts.ts";
import type { Glance } from "../../files/glance.ts";
import type { FileReading, FileRow } from "../../files/row.ts";
import { type Entry, reasonOf, type WalkError } from "../../files/walk.ts";

/** A file on its way from the walk to its row. */
export class Found {
  /** Undefined as long as nobody looked. */
  facts: FileFacts | undefined = undefined;
  /** The row of a file that was elsewhere before, null without; undefined as long as nobody looked. */
  moved: FileRow | null | undefined = undefined;
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
  ) {}
}

/** Looks at a file from outside. @returns Why it cannot be looked at, unless it is just gone. */
export function lookFromOutside(found: Found): WalkError | null {
  const { path } = found.entry;
  found.facts = undefined;
  try {
    found.facts = factsOf(path);
  } catch (error) {
    // A name that is no UTF-8 cannot be opened under the name that it is given here.
    if (isTaken(path) || path.includes("\uFFFD")) return { path, reason: reasonOf(error) };
  }
  return null;
}
