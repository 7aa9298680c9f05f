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
 * @param subject A file that the hash stands for.
 * @returns What to store; null when the version is about another file.
 */
export function matched(
  stage: Stage,
  subject: Subject,
  version: VersionPayload,
): Pick<Finding, "outcome" | "detail" | "versionId" | "payload"> | null {
  if (stage.route === "version" && stage.hash !== `version:${version.id}`) return null;
  const level = matchLevel(version, subject.identity);
  return level === null ? null : {
    outcome: "matched",
    detail: level,
    versionId: version.id,
    payload: storedPayload(version),
  };
}
