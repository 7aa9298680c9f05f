/** Disks that are full: the error says so, nothing is lost, and the next run finishes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { CLI, flagsOfTask, type Outcome, sqliteSd } from "../cli/process.ts";
import type { Workspace } from "../support/workspace.ts";
import { assertContent, faultsOf } from "./content.ts";
import { addPictures, CHUNK, removeDatabase, undisturbed } from "./pictures.ts";

const POSIX = Deno.build.os === "linux";
const NAMESPACE = POSIX && Deno.uid() === 0 ? ["-m"] : ["-rm"];

/** A small disk of its own for one process; what is left on it is copied to the folder `$3`. */
const ON_SMALL_DISK = `mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99
  out="$3"; disk="$2"; shift 3; "$@"; status=$?; cp "$disk"/* "$out"/; exit $status`;

/** Whether a small disk can be made here. */
export const CAN_MOUNT = POSIX && spawnSync("unshare", [
      ...NAMESPACE,
      ...["sh", "-c", 'mount -t tmpfs -o size=1m tmpfs "$0"', Deno.makeTempDirSync()],
    ]).status === 0;
// deno-lint-ignore no-console
if (!CAN_MOUNT) console.warn("SKIPPED: no way to mount a small disk for one process");

/** No file may grow beyond `$1` blocks of 512 bytes; the signal is ignored, so that writing fails. */
const WITH_SMALL_FILES = `trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"`;

function commandLine(...args: string[]): string[] {
  return [Deno.execPath(), "run", ...flagsOfTask(args[0] ?? ""), CLI, ...args];
}

function run(command: string, args: readonly string[]): Outcome {
  const { status, signal, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  assert.equal(signal, null);
  return { status: status ?? -1, stdout, stderr };
}

/** Where there is too little room, and what the run says then. */
export interface FullDisk {
  /** Runs that failed for want of room. */
  readonly failed: number;
  /** Runs that had room enough. */
  readonly fitted: number;
}

const SAYS_FULL =
  /^sqlite-sd: Cannot [^\n]*: (?:the disk is full|reading or writing failed)[^\n]*\n$/;

/** Extracts with less room than it takes, then with enough. */
async function fill(
  space: Workspace,
  sizes: readonly number[],
  extract: (size: number) => Outcome,
): Promise<FullDisk> {
  addPictures(space, 400);
  const { content } = await undisturbed(space);
  const done = { failed: 0, fitted: 0 };
  for (const size of sizes) {
    removeDatabase(space.database);
    const { status, stderr } = extract(size);
    if (status === 0) done.fitted++;
    else {
      assert.equal(status, 3, stderr);
      assert.match(stderr, SAYS_FULL);
      done.failed++;
    }
    assert.deepEqual(faultsOf(space.database), [], `after ${size} bytes`);
    const next = await sqliteSd("extract", space.database, space.pictures, ...CHUNK);
    assert.deepEqual([next.status, next.stderr], [0, ""]);
    assertContent(space.database, content);
  }
  return done;
}

/** On a disk of so many bytes. */
export function fillDisks(space: Workspace, sizes: readonly number[]): Promise<FullDisk> {
  const disk = join(space.folder, "disk");
  Deno.mkdirSync(disk);
  return fill(space, sizes, (size) => {
    const command = commandLine("extract", join(disk, "db.sqlite"), space.pictures, ...CHUNK);
    const script = ["sh", "-c", ON_SMALL_DISK, "sh", String(size), disk, space.folder, ...command];
    return run("unshare", [...NAMESPACE, ...script]);
  });
}

/** With files of at most so many bytes. */
export function limitFiles(space: Workspace, sizes: readonly number[]): Promise<FullDisk> {
  return fill(space, sizes, (size) => {
    const command = commandLine("extract", space.database, space.pictures, ...CHUNK);
    return run("sh", ["-c", WITH_SMALL_FILES, "sh", String(size >> 9), ...command]);
  });
}
