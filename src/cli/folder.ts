/**
 * The folder that relative paths mean: the one in which the command was typed.
 *
 * @module
 */

/**
 * The variable in which Deno hands that folder on to a task, which itself runs in the folder of its `deno.json`:
 * https://docs.deno.com/runtime/reference/cli/task/
 */
const VARIABLE = "INIT_CWD";

/** A folder that relative paths would mean, and that is not there. */
export class FolderError extends Error {
  override readonly name = "FolderError";
}

/**
 * Goes to the folder in which a task was called, and gives up the permission to read the variable: plugins see none.
 *
 * Our tasks are allowed this one variable. Whoever runs `cli.ts` directly, with all variables or none, is in the right
 * folder already, whatever an outer task left in the environment.
 *
 * @returns The folder; null where none was handed on.
 * @throws {FolderError} If the folder is gone, or may not be looked at: no other one is taken for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const before = Deno.cwd();
 * assert.equal(goWhereTyped(), null); // this test is no task of ours
 * assert.equal(Deno.cwd(), before);
 * ```
 */
export function goWhereTyped(): string | null {
  const { permissions } = Deno;
  const granted = (query: Deno.EnvPermissionDescriptor): boolean =>
    permissions.querySync(query).state === "granted";
  if (granted({ name: "env" }) || !granted({ name: "env", variable: VARIABLE })) return null;
  const folder = Deno.env.get(VARIABLE) || null;
  permissions.revokeSync({ name: "env", variable: VARIABLE });
  if (folder === null || folder === Deno.cwd()) return folder;
  try {
    Deno.chdir(folder);
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).replace(
      / \(os error.*/s,
      "",
    );
    throw new FolderError(`Cannot go to "${folder}", where the task was called: ${reason}`, {
      cause: error,
    });
  }
  return folder;
}
