/**
 * Stamps of today's readers, without the readers: a scan of unchanged files loads none.
 *
 * @module
 */
import type { Stamps } from "../../files/stamps.ts";
import stamps from "./stamps.json" with { type: "json" };

/** Written by `deno task stamps` from the tables of formats and generators; a test compares. */
export const STAMPS: Stamps = stamps;
