/**
 * Limits of what may be read, inflated and kept of one file.
 *
 * @module
 */

/** The limits for one file, in bytes unless said otherwise. */
export interface Limits {
  /** One metadata block as it stands in the file. */
  readonly block: number;
  /** Everything inflated and kept. */
  readonly inflated: number;
  /** Everything inflated, kept or thrown away: what several bombs in one file may cost. */
  readonly inflateWork: number;
  /** Everything read. */
  readonly file: number;
}

const MIB = 1024 * 1024;

/** The limits of the specification. */
export const LIMITS: Limits = {
  block: 16 * MIB,
  inflated: 16 * MIB,
  inflateWork: 64 * MIB,
  file: 32 * MIB,
};

/**
 * Writes a number of bytes for a message: whole MiB as such, all else in bytes.
 *
 * @example
 * ```ts
 * import { bytesText } from "./budget.ts";
 * if (bytesText(16 * 1024 * 1024) !== "16 MiB") throw new Error("wrong unit");
 * ```
 */
export function bytesText(bytes: number): string {
  return bytes >= MIB && bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}
