/** A folder on another disk than a workspace's, where the system has one. */
import { spawnSync } from "node:child_process";
import type { Workspace } from "./workspace.ts";

const SHARED_MEMORY = "/dev/shm";

/** A folder on another disk; disposing of it removes it. */
export interface OtherDisk extends Disposable {
  readonly folder: string;
  /** Whether it is another disk: else it is a folder of the workspace. */
  readonly isOther: boolean;
}

function deviceOf(path: string): number | null {
  try {
    return Deno.statSync(path).dev;
  } catch {
    return null;
  }
}

/** Gives a mount of its own where the user may mount, else a folder in shared memory, else one on the same disk. */
export function otherDisk(space: Workspace): OtherDisk {
  const mount = `${space.folder}/disk`;
  Deno.mkdirSync(mount);
  if (
    Deno.build.os === "linux" && Deno.uid() === 0 &&
    spawnSync("mount", ["-t", "tmpfs", "sqlite-sd-test", mount]).status === 0
  ) {
    const unmount = (): void => void spawnSync("umount", [mount]);
    return { folder: mount, isOther: true, [Symbol.dispose]: unmount };
  }
  const device = deviceOf(SHARED_MEMORY);
  if (device === null || device === deviceOf(space.folder)) {
    return { folder: mount, isOther: false, [Symbol.dispose]: () => {} };
  }
  const folder = Deno.makeTempDirSync({ dir: SHARED_MEMORY, prefix: "sd test " });
  const remove = (): void => Deno.removeSync(folder, { recursive: true });
  return { folder, isOther: true, [Symbol.dispose]: remove };
}
