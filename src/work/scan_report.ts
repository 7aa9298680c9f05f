/**
 * The report of a scan.
 *
 * @module
 */
import type { Scanner } from "../scan/scanner.ts";
import type { Report } from "./command.ts";
import { listed, plural } from "./report.ts";

/** Reports what a scan found and did. */
export function scanReport(
  { counts, errors, emptied, rowsWritten }: Scanner,
  { rescan, interrupted }: { readonly rescan: boolean; readonly interrupted: boolean },
): Report {
  const { found, models, opened, added, changed, unchanged, moved, missing, pruned } = counts;
  const lines = [
    `Scanned ${plural(found - models, "image file")}` +
    `${models === 0 ? "" : ` and ${plural(models, "model file")}`}: ` +
    `${plural(opened, "file")} opened (` +
    `${added} new, ${changed} changed, ${moved} moved, ${unchanged} unchanged), ` +
    `${plural(rowsWritten, "row")} written.`,
  ];
  if (opened > 0) lines.push(`Found in them: ${listed(counts.status)}.`);
  if (counts.reread > 0) {
    const why = rescan ? "" : ", since this version reads them differently";
    lines.push(
      `Read again${why}: ${
        plural(counts.reread, "file")
      }, ${counts.reread_differently} of them with another result.`,
    );
  }
  if (missing > 0) lines.push(`Gone: ${plural(missing, "file")}.`);
  if (pruned > 0) lines.push(`Removed: ${plural(pruned, "row")} of files that are gone.`);
  for (const { path, kept } of emptied) {
    lines.push(
      `Not removed: ${
        plural(kept, "row")
      } below "${path}", since none of its files is left there; ` +
        `if no drive is missing, run again with --prune=all.`,
    );
  }
  if (counts.unnamed > 0) {
    lines.push(
      `Passed over, since their names are no UTF-8: ${
        plural(counts.unnamed, "file or folder", "files or folders")
      }.`,
    );
  }
  if (counts.unstored > 0) {
    lines.push(
      `Not stored, since the table takes their names for those of others: ${
        plural(counts.unstored, "file")
      }.`,
    );
  }
  for (const { path, reason } of errors) lines.push(`Cannot scan "${path}": ${reason}`);
  if (interrupted) lines.push("Stopped before the end; run again to go on.");
  const json = { ...counts, rows_written: rowsWritten, errors };
  return { lines, json, errors: errors.length, interrupted };
}
