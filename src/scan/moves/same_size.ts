/**
 * Files of one size: known ones that are gone, and those that may be they.
 *
 * @module
 */
import type { FileRow } from "../../files/row.ts";
import type { Candidate } from "./hash_client.ts";

/** Matches files of one size by their hashes. */
export class SameSize {
  /** Known files that are gone and have no new place yet, by hash. */
  private readonly gone = new Map<string, FileRow[]>();
  private readonly goneIds = new Set<bigint>();
  /** Hashed candidates that wait until all whose own rows are among the gone have had the first claim. */
  private held: { readonly candidate: Candidate; readonly sha256: string }[] = [];
  private owners = 0;

  constructor(private readonly candidates: readonly Candidate[]) {}

  /** Adds a known file that is gone. */
  miss(row: FileRow, sha256: string): void {
    this.goneIds.add(row.id);
    this.gone.set(sha256, [...this.gone.get(sha256) ?? [], row]);
  }

  /** The candidates in the order in which they are to be hashed; none where none can be another's file. */
  inOrder(): Candidate[] {
    const isOpen = this.candidates.some(({ own }) =>
      this.goneIds.size > (own !== null && this.goneIds.has(own) ? 1 : 0)
    );
    if (!isOpen) return [];
    const owners = this.candidates.filter((candidate) => this.isOwner(candidate));
    this.owners = owners.length;
    return [...owners, ...this.candidates.filter((candidate) => !this.isOwner(candidate))];
  }

  /** Whether a hash is still of use. */
  get isOpen(): boolean {
    return this.gone.size > 0;
  }

  private isOwner({ own }: Candidate): boolean {
    return own !== null && this.goneIds.has(own);
  }

  /** Takes the hash of a candidate, null when it could not be read. */
  done(candidate: Candidate, sha256: string | null): void {
    const isOwner = this.isOwner(candidate);
    if (isOwner) this.owners--;
    if (sha256 !== null) {
      const own = isOwner ? this.gone.get(sha256)?.find(({ id }) => id === candidate.own) : null;
      if (own) this.give(candidate, sha256, own);
      else this.held.push({ candidate, sha256 });
    }
    if (this.owners === 0) this.release();
  }

  private release(): void {
    for (const { candidate, sha256 } of this.held) {
      const [row] = this.gone.get(sha256) ?? [];
      if (row !== undefined) this.give(candidate, sha256, row);
    }
    this.held = [];
  }

  private give(candidate: Candidate, sha256: string, row: FileRow): void {
    const others = (this.gone.get(sha256) ?? []).filter(({ id }) => id !== row.id);
    if (others.length > 0) this.gone.set(sha256, others);
    else this.gone.delete(sha256);
    candidate.take(row);
  }
}
