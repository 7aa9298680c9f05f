/**
 * A version as the answer for a hash.
 *
 * @module
 */
import type { Stage, Subject } from "./queue.ts";
import { storedPayload, type VersionPayload } from "./shape.ts";
import type { Finding } from "./store.ts";
import { matchLevel } from "./verify.ts";

/**
 * Verifies a version.
 *
 * @param subjects The files that the hash stands for.
 * @returns What to store; null when the version is about none of them.
 */
export function matched(
  stage: Stage,
  subjects: readonly Subject[],
  version: VersionPayload,
): Pick<Finding, "outcome" | "detail" | "versionId" | "payload" | "version"> | null {
  if (stage.route === "version" && stage.hash !== `version:${version.id}`) return null;
  const level = subjects.map(({ identity }) => matchLevel(version, identity))
    .find((level) => level !== null);
  return level === undefined ? null : {
    outcome: "matched",
    detail: level,
    versionId: version.id,
    payload: storedPayload(version),
    version,
  };
}
