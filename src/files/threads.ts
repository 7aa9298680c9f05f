/**
 * Whether threads can be started.
 *
 * @module
 */
import { exists } from "./facts.ts";

/** A thread's module is read from disk: permissions for the user's own folders do not allow it, and a bundle has none. */
export function mayStartThread(module: URL): boolean {
  if (module.protocol !== "file:") return false;
  const { state } = Deno.permissions.querySync({ name: "read", path: module });
  return state === "granted" && exists(module);
}
