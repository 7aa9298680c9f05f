/**
 * Keeps the model library up to date behind `extract` and `hash`: model files, then links.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { ModelCounts } from "../library/model_extractor.ts";
import { linksWait, modelsWait } from "../library/pending.ts";
import type { LinkCounts } from "../link/linker.ts";
import type { CommandContext, Report } from "./command.ts";
import { breathe, needsBreath } from "./database.ts";
import { plural } from "./report.ts";

/** Reports by name: `models` and `links`. */
export type LibraryReports = Readonly<Record<string, Report>>;

const NO_MODELS: Report = { lines: [], json: { files: 0, failed: 0 }, errors: 0 };
const NO_LINKS: Report = { lines: [], json: { looked: 0, written: 0 }, errors: 0 };

/** Extracts waiting model files, then links what images name to them. */
export async function updateLibrary(
  db: DatabaseSync,
  chunk: number,
  context: CommandContext,
): Promise<LibraryReports> {
  const models = await updateModels(db, chunk, context);
  if (models.interrupted) return { models };
  return { models, links: await updateLinks(db, context) };
}

/** Extracts waiting model files. */
export async function updateModels(
  db: DatabaseSync,
  chunk: number,
  context: CommandContext,
): Promise<Report> {
  if (!modelsWait(db)) return NO_MODELS;
  const { extractModels } = await import("../library/model_extractor.ts");
  const { last, interrupted } = await run<ModelCounts>(
    extractModels(db, chunk),
    "Reading headers",
    "files",
    ({ files }) => files,
    context,
  );
  const { files, failed } = last;
  const lines = files === 0 ? [] : [`Extracted ${plural(files, "model file")}.`];
  if (failed > 0) {
    lines.push(`Failed: ${plural(failed, "model file")}; see the table extraction_errors.`);
  }
  return { lines, json: { files, failed }, errors: failed, interrupted };
}

/** Links what images name to model files. */
export async function updateLinks(db: DatabaseSync, context: CommandContext): Promise<Report> {
  if (!linksWait(db)) return NO_LINKS;
  const { link } = await import("../link/linker.ts");
  const { last, interrupted } = await run<LinkCounts>(
    link(db),
    "Linking",
    "usages and resources",
    ({ looked }) => looked,
    context,
  );
  const { looked, written } = last;
  const lines = looked === 0 ? [] : [
    `Linked to model files: ${plural(looked, "usage")} or resources looked at, ` +
    `${plural(written, "link")} written or removed.`,
  ];
  if (interrupted) lines.push("Stopped while linking; run again to go on.");
  return { lines, json: { looked, written }, errors: 0, interrupted };
}

async function run<T>(
  steps: Iterator<T, T>,
  title: string,
  unit: string,
  done: (counts: T) => number,
  context: CommandContext,
): Promise<{ last: T; interrupted: boolean }> {
  let step = steps.next();
  if (step.done) return { last: step.value, interrupted: false };
  const progress = context.progress(title, unit);
  try {
    while (!step.done) {
      progress.update(done(step.value));
      if (needsBreath()) await breathe();
      if (context.interrupted()) return { last: step.value, interrupted: true };
      step = steps.next();
    }
    return { last: step.value, interrupted: false };
  } finally {
    progress.end();
  }
}
