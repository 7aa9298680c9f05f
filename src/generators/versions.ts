/**
 * Names and versions of the generators in the table, without the generators: a run that finds nothing to extract loads none.
 *
 * @module
 */
import versions from "./versions.json" with { type: "json" };

/** In the order of the table. Written by `deno task stamps`; a test compares. */
export const VERSIONS: readonly { readonly name: string; readonly version: number }[] = versions;
