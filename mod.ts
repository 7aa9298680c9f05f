/**
 * sqlite-sd: SQL functions for Stable Diffusion metadata, and a plugin host for SQLite.
 *
 * @example Ask questions of infotexts in SQL
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * import { installPlugins, sd } from "./mod.ts";
 *
 * using db = new DatabaseSync(":memory:");
 * installPlugins(db, [sd]);
 * const row = db.prepare("SELECT sd_parse(?) ->> 'steps' AS steps").get("a cat\nSteps: 20, Seed: 1");
 * assert.equal(row?.steps, 20);
 * ```
 *
 * @example A database of one's own program, kept up to date
 * ```ts
 * import assert from "node:assert/strict";
 * import { installPlugins, migrate, openDatabase, readSettings, sd } from "./mod.ts";
 *
 * using db = openDatabase(":memory:");
 * installPlugins(db, [sd]);
 * migrate(db);
 * db.exec("INSERT INTO files (metadata_json) VALUES ('a fern\nSteps: 20, Seed: 1')");
 * const row = db.prepare("SELECT sd_parse(metadata_json) ->> 'seed' AS seed, extraction_pending FROM files").get();
 * assert.deepEqual({ ...row }, { seed: 1, extraction_pending: 1 });
 * assert.equal(readSettings(db).on_missing, "keep");
 * ```
 *
 * @module
 */
export { canonicalJson } from "./src/canonical/json.ts";
export { isMigrated, migrate, type MigrateOptions, type MigrateReport } from "./src/db/migrate.ts";
export type { Migration, MigrationFile } from "./src/db/sequence.ts";
export {
  type OnMissing,
  readSetting,
  readSettings,
  type Settings,
  writeSetting,
} from "./src/db/settings.ts";
export { readMigrations } from "./src/db/user_migrations.ts";
export { DatabaseError, type DatabaseErrorCode } from "./src/host/errors.ts";
export { openDatabase, type OpenOptions, useWal } from "./src/host/open.ts";
export { type NamedParameters, walk } from "./src/host/walk.ts";
export { installPlugins } from "./src/host/install.ts";
export { PluginError } from "./src/host/plugin.ts";
export type {
  ColumnKind,
  InstallContext,
  InstalledFunction,
  RegisterOptions,
  SqlCallback,
  SqlConnection,
  SqlFunction,
  SqlPlugin,
  SqlValue,
} from "./src/host/plugin.ts";
export { toSql } from "./src/host/values.ts";
export type { PictureReading } from "./src/plugins/pictures.ts";
export { readPicture } from "./src/work/read_picture.ts";
export { checkGenerator } from "./src/generators/check/check.ts";
export type { GeneratorSample } from "./src/generators/check/sample.ts";
export { detect } from "./src/generators/detect.ts";
export type {
  Generator,
  GraphNodeRow,
  GraphTraits,
  Params,
  ResourceKeys,
  ResourceReader,
} from "./src/generators/generator.ts";
export type { Findings, KnownPair } from "./src/record/build.ts";
export type { FieldReader } from "./src/record/fields.ts";
export {
  entriesOf,
  isJsonArray,
  isJsonObject,
  itemsOf,
  type JsonValue,
  memberOf,
  scalarText,
  valueText,
} from "./src/record/json.ts";
export type { JsonArray, JsonEntry, JsonNumber, JsonObject } from "./src/record/json_values.ts";
export type { KeyFacts, KeyTarget } from "./src/record/keys.ts";
export { Text, TextList, Texts, type TextSource } from "./src/record/texts.ts";
export { cleanPrompt } from "./src/record/lora_tags.ts";
export {
  collectUsages,
  DEFAULT_WEIGHT_RANGE,
  type DiscardedTag,
  type DiscardReason,
  loraName,
  type Usage,
  type UsageList,
  type WeightRange,
} from "./src/record/usages.ts";
export { parse } from "./src/generators/parse.ts";
export { listResources } from "./src/generators/resources.ts";
export { loraHashes } from "./src/record/resources.ts";
export { readTags, type WeightedTag } from "./src/record/tags.ts";
export { listUsages } from "./src/record/record_usages.ts";
export {
  type AppliedLora,
  type FieldFacts,
  type FieldKind,
  type FieldValue,
  type NamedResource,
  PROMPT_FIELDS,
  type PromptField,
  RECORD_FIELDS,
  type RecordField,
  type Resource,
  type ResourceDraft,
  type SdRecord,
  type UsageContext,
  type UsageOrigin,
  type UsageStage,
} from "./src/record/record.ts";
export { type SdEnvironment, sdPlugin } from "./src/plugins/sd.ts";
export { loadExpressions } from "./src/plugins/lazy_expressions.ts";
export { loadPictures } from "./src/plugins/lazy_pictures.ts";
export { sd } from "./src/plugins/sd_native.ts";
export {
  TRAINING_COLUMNS,
  type TrainingColumn,
  type TrainingKind,
  type TrainingSource,
} from "./src/training/columns.ts";
export { parseTraining, type TrainingField, type TrainingRecord } from "./src/training/parse.ts";
export { VERSION } from "./src/version.ts";
