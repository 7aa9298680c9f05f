/**
 * Data that the expressions of derived fields see.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { FieldSubject } from "./fields.ts";

/** A row, without the columns that are NULL, so that `has(record.steps)` tells whether a value is there. */
type Members = Record<string, unknown>;

/** The variables of one file, by name. */
export type Input = Readonly<Record<string, Members | readonly Members[]>>;

/** The names of all variables but `derived`. */
export const VARIABLES = [
  "file",
  "record",
  "loras",
  "resources",
  "training",
  "metadata",
  "enrichment",
] as const;

/** Reads the variables of files, one by one. */
export class Inputs {
  private readonly statements: Record<keyof typeof SQL, StatementSync>;

  /**
   * @param needed The variables that expressions mention; nothing else is read.
   */
  constructor(db: DatabaseSync, private readonly needed: ReadonlySet<string>) {
    this.statements = Object.fromEntries(
      Object.entries(SQL).map(([name, sql]) => {
        const statement = db.prepare(sql);
        statement.setReadBigInts(true);
        return [name, statement];
      }),
    ) as Record<keyof typeof SQL, StatementSync>;
  }

  /** The next files behind an id. */
  filesAfter(kind: FieldSubject, after: bigint, count: number): bigint[] {
    return this.statements[kind === "image" ? "images" : "modelFiles"].all(after, count)
      .map(({ id }) => id as bigint);
  }

  /** The variables of a file: the record, training metadata and look-ups; `docs/recipes.md` lists them. */
  read(kind: FieldSubject, id: bigint): Input {
    return kind === "image" ? this.image(id) : this.model(id);
  }

  private image(id: bigint): Input {
    const { needed } = this;
    const { record = {}, params = {} } = needed.has("record")
      ? this.split(this.row("record", id), "params", "record")
      : {};
    const isTrained = needed.has("training") || needed.has("metadata");
    const checkpoint = isTrained ? this.row("checkpoint", id)["model_file_id"] : undefined;
    return {
      file: needed.has("file") ? this.row("file", id) : {},
      record: { ...record, params },
      loras: needed.has("loras") ? this.rows("loras", id) : [],
      resources: needed.has("resources") ? this.rows("resources", id) : [],
      ...this.trainingOf(checkpoint),
      enrichment: needed.has("enrichment") ? this.row("enrichmentOfImage", id) : {},
    };
  }

  private model(id: bigint): Input {
    return {
      file: this.row("file", id),
      ...this.trainingOf(id),
      enrichment: this.row("enrichment", id),
    };
  }

  private trainingOf(id: unknown): Record<string, Members> {
    if (typeof id !== "bigint") return { training: {}, metadata: {} };
    const row = this.row("training", id);
    const { training = {}, training_meta_json: metadata = {} } = this.split(
      row,
      "training_meta_json",
      "training",
    );
    return { training, metadata };
  }

  /** Takes the one column out of a row that holds a JSON object. */
  private split(row: Members, column: string, name: string): Record<string, Members> {
    const { [column]: json, ...rest } = row;
    return { [name]: rest, [column]: objectOf(json) };
  }

  private row(name: keyof typeof SQL, id: bigint): Members {
    return members(this.statements[name].get(id));
  }

  private rows(name: keyof typeof SQL, id: bigint): Members[] {
    return this.statements[name].all(id).map(members);
  }
}

function members(row: Members | undefined): Members {
  return Object.fromEntries(
    // A user's table may spell our columns in other letters.
    Object.entries(row ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name, value]) =>
        value !== null && !(value instanceof Uint8Array) && !OWN.includes(name)
      ),
  );
}

/** Columns that only tell rows apart, or say when they were written. */
const OWN = ["file_id", "usage_id", "id", "created_at", "updated_at", "enrichment_pending"];

function objectOf(json: unknown): Members {
  try {
    const value: unknown = JSON.parse(String(json ?? "{}"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Members
      : {};
  } catch {
    return {};
  }
}

const SQL = {
  images: "SELECT file_id AS id FROM models WHERE file_id > ? ORDER BY file_id LIMIT ?",
  modelFiles: "SELECT file_id AS id FROM model_files WHERE file_id > ? ORDER BY file_id LIMIT ?",
  file: `SELECT file_path AS path, kind AS kind, container AS container, file_size AS size,
    file_mtime AS mtime, status AS status, metadata_source AS metadata_source FROM files WHERE id = ?`,
  record: "SELECT * FROM models WHERE file_id = ?",
  loras: `SELECT u.*, d.model_name, d.base_model, d.trigger_words, d.page_url
    FROM lora_usages AS u
    LEFT JOIN lora_links AS k ON k.usage_id = u.id AND k.model_file_id = (
      SELECT min(model_file_id) FROM lora_links WHERE usage_id = u.id
    )
    LEFT JOIN model_details AS d ON d.file_id = k.model_file_id
    WHERE u.file_id = ? GROUP BY u.id ORDER BY u.position_index`,
  resources: "SELECT * FROM image_resources WHERE file_id = ? ORDER BY id",
  checkpoint: `SELECT model_file_id FROM model_links
    WHERE file_id = ? AND model_file_id IS NOT NULL ORDER BY confidence DESC, model_file_id LIMIT 1`,
  training: "SELECT * FROM model_files WHERE file_id = ?",
  enrichment: "SELECT * FROM model_details WHERE file_id = ? ORDER BY enriched_at DESC LIMIT 1",
  enrichmentOfImage: `SELECT d.* FROM models AS m JOIN model_details AS d
    ON d.hash IN (m.model_hash_full, m.model_hash_short) OR d.file_id IN (
      SELECT model_file_id FROM model_links WHERE file_id = m.file_id
    )
    WHERE m.file_id = ? ORDER BY d.kind = 'model' DESC, d.file_id LIMIT 1`,
} as const;
