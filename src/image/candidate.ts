/**
 * A text in an image that may be the generation text.
 *
 * @module
 */

/** A text with the name of its place; the readers yield them in the order of precedence. */
export interface Candidate {
  /** The value for `files.metadata_source`, such as `png:parameters`. */
  readonly source: string;
  /** The decoded text. */
  readonly text: string;
  /** True where the place alone makes it generation text. */
  readonly always?: true;
}

/** The texts of one place as candidates. */
export function candidates(source: string, texts: readonly string[]): Candidate[] {
  return texts.map((text) => ({ source, text }));
}
