/**
 * Known places with another file than their rows say.
 *
 * @module
 */
import type { FileFacts } from "../../files/facts.ts";
import type { FileRow } from "../../files/row.ts";
import { mayBeInode } from "../../files/identity.ts";
import type { Found } from "../compare/found.ts";
import type { Candidate } from "./hash_client.ts";
import type { MoveFinder } from "./move_finder.ts";

/** A known place with another file than its row says. */
export interface ChangedPlace {
  readonly found: Found;
  /** The row of the place. */
  readonly row: FileRow;
  /** The row of the file that is there now, where that is proved; its own where nothing but its time changed. */
  owner: FileRow | null;
  /** Whether a hash proves it. */
  isHashed: boolean;
}

/** Finds by their inodes which known files are in changed places. */
export function findOwners(places: readonly ChangedPlace[], moves: MoveFinder): void {
  for (const place of places) {
    const { found: { entry, facts }, row } = place;
    if (facts === undefined || hasOwnInode(row, facts)) continue;
    place.owner = moves.find(entry.path, facts)?.row ?? null;
  }
}

/** Whether the file of the row itself is in its place, with new contents. */
function hasOwnInode(row: FileRow, facts: FileFacts): boolean {
  return row.file_inode !== null && mayBeInode(row, facts);
}

/** Places whose files hashes may tell, as candidates. */
export function candidatesOf(places: readonly ChangedPlace[], moves: MoveFinder): Candidate[] {
  return places.flatMap((place): Candidate[] => {
    const { found: { entry, facts }, row, owner } = place;
    if (owner !== null || facts === undefined) return [];
    const take = (owner: FileRow): void => {
      place.owner = owner;
      place.isHashed = true;
      moves.claim(owner);
    };
    return [{ path: entry.path, size: facts.size, own: row.id, take }];
  });
}
