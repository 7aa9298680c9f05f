/** Databases with model files and images for look-ups, and `enrich` run on them. */
import { enrich, type EnrichOptions } from "../../src/commands/enrich.ts";
import { type CommandContext, QUIET, type Report } from "../../src/work/command.ts";
import type { RequestPace } from "../../src/enrich/pace.ts";
import { hashesOfFile, Registry } from "./registry.ts";
import { inWorkspace, type Workspace } from "./workspace.ts";

/** Waiting times for tests: short, but real. The time-out is long, since the machine may be busy. */
export const FAST: Partial<RequestPace> = {
  gapMs: 0,
  timeoutMs: 20_000,
  backoffMs: 10,
  maxBackoffMs: 40,
  patienceMs: 4000,
  retries: 2,
};

/** Puts made-up model files with these numbers into the database; their ids are 10,000 and the number. */
export function addModels(space: Workspace, numbers: Iterable<number>): void {
  using db = space.open();
  db.exec("BEGIN");
  const file = db.prepare(
    "INSERT INTO files (id, file_path, kind, status) VALUES (?, ?, 'model', 'ok')",
  );
  const model = db.prepare(
    `INSERT INTO model_files (file_id, name, model_type, header_status, sha256, tensor_sha256, autov2, autov3)
     VALUES (?, ?, 'lora', 'ok', ?, ?, ?, ?)`,
  );
  const hash = db.prepare("INSERT INTO model_hashes (model_file_id, kind, value) VALUES (?, ?, ?)");
  for (const n of numbers) {
    const { sha256, tensor } = hashesOfFile(n);
    const id = 10_000 + n;
    file.run(id, `/m/moss_${n}.safetensors`);
    model.run(id, `moss_${n}`, sha256, tensor, sha256.slice(0, 10), tensor.slice(0, 12));
    hash.run(id, "sha256", sha256);
    hash.run(id, "tensor_sha256", tensor);
  }
  db.exec("COMMIT");
}

/** Puts an image into the database that names hashes; returns nothing, its id is given. */
export function addImage(
  space: Workspace,
  id: number,
  hashes: { checkpoint?: string; loras?: string[]; resources?: string[]; version?: number },
): void {
  using db = space.open();
  db.exec("BEGIN");
  db.prepare("INSERT INTO files (id, file_path, status, extraction_pending) VALUES (?, ?, 'ok', 0)")
    .run(id, `/p/${id}.png`);
  db.prepare("INSERT INTO models (file_id, model_hash_short, metadata_hash) VALUES (?, ?, ?)")
    .run(id, hashes.checkpoint ?? null, `h${id}`);
  hashes.loras?.forEach((hash, index) =>
    db.prepare(
      `INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index, lora_hash)
       VALUES (?, ?, 1, 'positive', ?, ?)`,
    ).run(id, `l${index}`, index, hash)
  );
  const resource = db.prepare(
    "INSERT INTO image_resources (file_id, type, hash, model_version_id) VALUES (?, 'lora', ?, ?)",
  );
  for (const hash of hashes.resources ?? []) resource.run(id, hash, null);
  if (hashes.version !== undefined) resource.run(id, null, hashes.version);
  db.exec("COMMIT");
}

/** What `enrich` counts. */
export interface Enriched {
  readonly asked: number;
  readonly matched: number;
  readonly not_found: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly skipped: number;
  readonly waiting: number;
  readonly left: number;
  readonly stopped: string | null;
  readonly report: Report;
}

/** A test's world. */
export interface World {
  readonly space: Workspace;
  readonly registry: Registry;
  /** Runs `enrich` against the registry. */
  enrich(options?: Partial<EnrichOptions>, context?: CommandContext): Promise<Enriched>;
}

/** Runs a test with a database, a registry, and nothing between them. */
export function withRegistry(test: (world: World) => Promise<void>): () => Promise<void> {
  return inWorkspace(async (space) => {
    await using registry = new Registry();
    space.fill();
    await test({
      space,
      registry,
      async enrich(options = {}, context = QUIET): Promise<Enriched> {
        const { pace, ...rest } = options;
        const report = await enrich({
          database: space.database,
          baseUrl: registry.url,
          pace: { ...FAST, ...pace },
          ...rest,
        }, context);
        return { ...(report.json as Enriched), report };
      },
    });
  });
}

/** The numbers from `first` to `last`. */
export function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
