/**
 * Packages that are used. They are named by address, since a program of the user's imports these files without our
 * `deno.json`; the versions are exact, since `compile.ts` relies on how they work inside.
 *
 * @module
 */
import "./globals.ts";

export { Environment } from "npm:@marcbachmann/cel-js@8.0.0";
export { Duration, UnsignedInt } from "npm:@marcbachmann/cel-js@8.0.0/evaluator";
export { RE2JS } from "npm:@bufbuild/re2@0.6.1";
