/**
 * Error messages of node:sqlite about a script, cut down to one line.
 *
 * @module
 */

/**
 * node:sqlite appends the rest of the script and an offset in bytes: this names the line instead.
 *
 * @param message The message of an error that `exec(sql)` threw.
 * @param sql The script.
 * @returns The message, with the number of the line in the script where there was an offset.
 *
 * @example
 * ```ts
 * import { explainSqlError } from "./sql_error.ts";
 * const sql = "SELECT 1;\nSELEC 2";
 * explainSqlError('near "SELEC": syntax error in \nSELEC 2 at offset 1', sql);
 * // near "SELEC": syntax error (line 2)
 * ```
 */
export function explainSqlError(message: string, sql: string): string {
  const end = / at offset (\d+)$/.exec(message);
  if (end === null) return message;
  for (let at = message.indexOf(" in "); at >= 0; at = message.indexOf(" in ", at + 1)) {
    const rest = message.slice(at + " in ".length, end.index);
    if (!sql.endsWith(rest)) continue;
    const upTo = new TextDecoder().decode(
      new TextEncoder().encode(rest).subarray(0, Number(end[1])),
    );
    const line = (sql.slice(0, sql.length - rest.length) + upTo).split("\n").length;
    return `${message.slice(0, at)} (line ${line})`;
  }
  return message;
}
