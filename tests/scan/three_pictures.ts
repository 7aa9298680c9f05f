/** Three pictures, and what hangs on the rows of files. */
import { infotext, pngWith, type Row, type Workspace } from "../support/workspace.ts";

/** What hangs on the rows of files, by the path of its file. */
export function state(
  space: Workspace,
): Record<string, { id: unknown; status: unknown; seed: unknown }> {
  const rows = space.sql(`SELECT f.id, f.file_path, f.status, m.seed FROM files AS f
    LEFT JOIN models AS m ON m.file_id = f.id ORDER BY f.file_path`);
  return Object.fromEntries(
    rows.map(({ id, file_path, status, seed }) => [
      String(file_path).slice(space.pictures.length + 1),
      { id, status, seed },
    ]),
  );
}

export function usages(space: Workspace): Row[] {
  return space.sql("SELECT * FROM lora_usages ORDER BY id");
}

/** a.png (seed 1), b.png (seed 2, the same size), sub/c.png (seed 3), extracted. */
export async function start(space: Workspace): Promise<void> {
  space.put("a.png", pngWith(infotext(1)));
  space.put("b.png", pngWith(infotext(2)));
  space.put("sub/c.png", pngWith(infotext(3)));
  await space.scanAndExtract();
}
