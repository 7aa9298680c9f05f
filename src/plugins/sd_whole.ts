/**
 * The `sd_*` functions with the runtime's SHA-256 and everything loaded, for programs: it needs no permission.
 *
 * @module
 */
import { evaluate } from "../expression/evaluate.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { nativeSha256 } from "./native_sha256.ts";
import { sdPlugin } from "./sd.ts";

/** The plugin with all `sd_*` functions, ready for `installPlugins`. */
export const sd: SqlPlugin = sdPlugin({ sha256: nativeSha256, evaluate });
