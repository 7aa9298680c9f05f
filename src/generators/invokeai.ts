/**
 * InvokeAI.
 *
 * @module
 */
import type { Generator } from "./generator.ts";
import { generatorOfFields } from "./shared/fields.ts";

/** InvokeAI's metadata, of version 3 and later (https://github.com/invoke-ai/InvokeAI, `CoreMetadataField`). */
export const invokeai: Generator = generatorOfFields(
  "invokeai",
  1,
  ["invokeai_metadata", "sd-metadata", "dream"],
  [
    ["generation_mode", "rand_device"],
    ["app_id", "app_version"],
    ["invokeai_metadata"],
  ],
);
