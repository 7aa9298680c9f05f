/** Kills at random moments: nothing is lost, and the next run finishes. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { CLI, flagsOfTask, sqliteSd } from "../cli/process.ts";
import type { Workspace } from "../support/workspace.ts";
import { assertContent, faultsOf } from "./content.ts";
import { addPictures, CHUNK, removeDatabase, undisturbed } from "./pictures.ts";
import type { Random } from "./random.ts";

/** What the kills met. */
export interface Killed {
  /** Processes that were killed while they ran. */
  readonly kills: number;
  /** Runs that ended before their kill came. */
  readonly tooLate: number;
  /** Runs after a kill that were let go to their end. */
  readonly finished: number;
  /** Kills behind which some files were extracted and others not. */
  readonly halfway: number;
}

/** Ways to do the same work. */
const WAYS: readonly (readonly (readonly string[])[])[] = [
  [["extract"]],
  [["scan"], ["extract"]],
];

/** Kills runs until `kills` of them were killed. */
export async function killRuns(space: Workspace, kills: number, random: Random): Promise<Killed> {
  addPictures(space, 700);
  const { content, milliseconds } = await undisturbed(space);
  const done = { kills: 0, tooLate: 0, finished: 0, halfway: 0 };
  while (done.kills < kills) {
    const way = random.pick(WAYS);
    const command = random.pick(way)[0] ?? "";
    const paths = way.length > 1 && command === "extract" ? [] : [space.pictures];
    if (paths.length === 0 && !existsSync(space.database)) continue;
    const wait = milliseconds * (0.15 + 0.85 * random.next());
    const wasKilled = await runAndKill(wait, command, space.database, ...paths, ...CHUNK);
    if (wasKilled) done.kills++;
    else done.tooLate++;
    if (!existsSync(space.database)) continue;
    assert.deepEqual(faultsOf(space.database), []);
    if (isHalfway(space)) done.halfway++;
    if (random.once(2)) continue; // killed again before it finishes
    const { status, stderr } = await sqliteSd("extract", space.database, space.pictures, ...CHUNK);
    assert.deepEqual([status, stderr], [0, ""]);
    assertContent(space.database, content);
    assert.deepEqual(faultsOf(space.database), []);
    done.finished++;
    removeDatabase(space.database);
  }
  return done;
}

function isHalfway(space: Workspace): boolean {
  if (space.value("SELECT count(*) FROM sqlite_schema WHERE name = 'models'") === 0n) return false;
  const models = space.value("SELECT count(*) FROM models");
  return models !== 0n && models !== space.value("SELECT count(*) FROM files WHERE status = 'ok'");
}

/** @returns Whether it was killed before it ended. */
async function runAndKill(milliseconds: number, ...args: string[]): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flagsOfTask(args[0] ?? ""), CLI, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => {
    try {
      child.kill("SIGKILL");
    } catch {
      // it ended a moment ago
    }
  }, milliseconds);
  const { signal } = await child.status;
  clearTimeout(timer);
  return signal === "SIGKILL";
}
