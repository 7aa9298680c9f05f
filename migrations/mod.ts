/**
 * The built-in migrations as text, so that applying them needs no permission to read files.
 *
 * @module
 */

import files from "./0001_files.sql" with { type: "text" };
import models from "./0002_models.sql" with { type: "text" };
import loraUsages from "./0003_lora_usages.sql" with { type: "text" };
import modelFiles from "./0004_model_files.sql" with { type: "text" };
import enrichment from "./0005_enrichment.sql" with { type: "text" };
import views from "./0006_views.sql" with { type: "text" };
import deletedFiles from "./0007_deleted_files.sql" with { type: "text" };
import modelLibrary from "./0008_model_library.sql" with { type: "text" };
import libraryViews from "./0009_library_views.sql" with { type: "text" };
import registry from "./0010_registry.sql" with { type: "text" };
import generators from "./0011_generators.sql" with { type: "text" };
import usages from "./0012_usages.sql" with { type: "text" };
import presentViews from "./0013_views.sql" with { type: "text" };
import videos from "./0014_videos.sql" with { type: "text" };

/** Every built-in migration in the order it is applied; `name` is the file's name. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: "0001_files.sql", sql: files },
  { name: "0002_models.sql", sql: models },
  { name: "0003_lora_usages.sql", sql: loraUsages },
  { name: "0004_model_files.sql", sql: modelFiles },
  { name: "0005_enrichment.sql", sql: enrichment },
  { name: "0006_views.sql", sql: views },
  { name: "0007_deleted_files.sql", sql: deletedFiles },
  { name: "0008_model_library.sql", sql: modelLibrary },
  { name: "0009_library_views.sql", sql: libraryViews },
  { name: "0010_registry.sql", sql: registry },
  { name: "0011_generators.sql", sql: generators },
  { name: "0012_usages.sql", sql: usages },
  { name: "0013_views.sql", sql: presentViews },
  { name: "0014_videos.sql", sql: videos },
];
