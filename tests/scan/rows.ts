/** Rows of `files` as tests of the scan look at them. */
import type { Row, Workspace } from "../support/workspace.ts";

/** The row of a picture. */
export function fileRow(space: Workspace, name: string): Row | undefined {
  return space.sql("SELECT * FROM files WHERE file_path = ?", space.at(name))[0];
}

/** File names below the folder of pictures and a column, in the order of names. */
export function column(space: Workspace, name: string): Record<string, unknown> {
  const rows = space.sql(`SELECT file_path, ${name} AS value FROM files ORDER BY file_path`);
  return Object.fromEntries(
    rows.map(({ file_path, value }) => [String(file_path).slice(space.pictures.length + 1), value]),
  );
}
