/**
 * The columns of the `sd_*` functions that list things, where they can be read as tables: data.
 *
 * @module
 */
import type { GraphNodeRow } from "../generators/generator.ts";
import type { ColumnKind } from "../host/plugin.ts";
import type { DiscardedTag, Usage } from "../record/usages.ts";
import type { WeightedTag } from "../record/tags.ts";
import type { Resource } from "../record/record.ts";

/** A usage; a discarded tag, which is listed only when it is asked for, has a `reason`. */
export const USAGE_COLUMNS = {
  lora_name: "text",
  raw_name: "text",
  weight: "real",
  unet_weight: "real",
  te_weight: "real",
  context: "text",
  position_index: "integer",
  lora_hash: "text",
  origin: "text",
  stage: "text",
  reason: "text",
} as const satisfies Readonly<Record<keyof Usage | keyof DiscardedTag, ColumnKind>>;

/** A resource. */
export const RESOURCE_COLUMNS = {
  type: "text",
  name: "text",
  weight: "real",
  hash: "text",
  hash_kind: "text",
  model_version_id: "integer",
  source: "text",
} as const satisfies Readonly<Record<keyof Resource, ColumnKind>>;

/** A node of a graph. */
export const NODE_COLUMNS = {
  id: "text",
  class_type: "text",
  title: "text",
  inputs: "json",
} as const satisfies Readonly<Record<keyof GraphNodeRow, ColumnKind>>;

/** A tag. */
export const TAG_COLUMNS = {
  tag: "text",
  weight: "real",
} as const satisfies Readonly<Record<keyof WeightedTag, ColumnKind>>;
