/**
 * The `sd_*` functions with the runtime's SHA-256, for the commands.
 *
 * @module
 */
import type { SqlPlugin } from "../host/plugin.ts";
import { lazyEvaluate } from "./lazy_expressions.ts";
import { lazyPictures } from "./lazy_pictures.ts";
import { nativeSha256 } from "./native_sha256.ts";
import { sdPlugin } from "./sd.ts";

/** The plugin with all `sd_*` functions, ready for `installPlugins`; what evaluates expressions and reads pictures is loaded when it is used. */
export const sd: SqlPlugin = sdPlugin({
  sha256: nativeSha256,
  evaluate: lazyEvaluate,
  pictures: lazyPictures,
});
