/**
 * New files whose bytes may be those of a known file that is no longer where it was.
 *
 * @module
 */
import type { FileRow } from "../../files/row.ts";
import type { FileStore } from "../rows/file_store.ts";
import type { NewFile } from "./hash_client.ts";

/** A known file, and the new row of the place where it is now. */
export interface Move {
  readonly row: FileRow;
  readonly added: NewFile;
}

/**
 * The files that scans added and that were not compared with known ones. A scan that is stopped leaves them to the next: from
 * which row on is remembered in the database.
 */
export class NewFiles {
  readonly bySize = new Map<number, NewFile[]>();
  /** Whether it has to hear of new rows: not where no hash is known. */
  readonly areWanted: boolean;
  /** Whether a stopped scan left some. */
  private readonly areLeft: boolean;

  constructor(private readonly store: FileStore) {
    this.areWanted = store.hasHashes();
    this.areLeft = this.areWanted && store.firstNew() !== null;
  }

  /** Remembers a new file, within the transaction that adds its row. */
  add(id: bigint, path: string, size: number): void {
    if (!this.areWanted) return;
    this.store.rememberNew(id);
    this.push({ id, path, size, isAdded: true });
  }

  /** Takes up what a stopped scan left. */
  takeUp(): void {
    if (!this.areLeft) return;
    const here = new Set([...this.bySize.values()].flat().map(({ id }) => id));
    for (const file of this.store.newFiles()) if (!here.has(file.id)) this.push(file);
  }

  /** Says that all of them were compared. */
  forget(): void {
    if (this.areLeft || this.bySize.size > 0) this.store.forgetNew();
  }

  private push(file: NewFile): void {
    const others = this.bySize.get(file.size);
    if (others === undefined) this.bySize.set(file.size, [file]);
    else others.push(file);
  }
}
