/** The routes of the registry that are asked, and requests counted by them. */
import type { World } from "../support/models.ts";

/** Where the numbers of many hashes are asked for. */
export const IDS = "/api/v1/model-versions/by-hash/ids";
/** Where the versions of many hashes are asked for. */
export const BATCH = "/api/v1/model-versions/by-hash";

/** Counts the requests by their kind. */
export function kindsOf({ registry }: World): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { method, path } of registry.seen) {
    const kind = method === "POST"
      ? path === IDS ? "ids" : "batch"
      : path.includes("/by-hash/")
      ? "single"
      : path.includes("/models?")
      ? "pages"
      : path;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}
