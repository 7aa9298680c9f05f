/**
 * The SQL of linking, with tables and names put in.
 *
 * @module
 */
import checkpoints from "./checkpoints.sql" with { type: "text" };
import gone from "./gone.sql" with { type: "text" };
import images from "./images.sql" with { type: "text" };
import models from "./models.sql" with { type: "text" };
import added from "./new.sql" with { type: "text" };
import references from "./references.sql" with { type: "text" };
import resources from "./resources.sql" with { type: "text" };
import results from "./results.sql" with { type: "text" };
import tables from "./tables.sql" with { type: "text" };
import usages from "./usages.sql" with { type: "text" };
import wanted from "./wanted.sql" with { type: "text" };
import { withNames } from "../sql/names.ts";

/** A table of links: its name, the column that says whose links, and the targets of a step. */
interface LinkTable {
  readonly table: string;
  readonly owner: string;
  readonly targets: string;
  readonly key: string;
}

const LORA_LINKS = {
  table: "lora_links",
  owner: "usage_id",
  targets: "link_targets",
  key: "owner_id",
};
const RESOURCE_LINKS = { ...LORA_LINKS, table: "resource_links", owner: "resource_id" };
const MODEL_LINKS = {
  table: "model_links",
  owner: "file_id",
  targets: "link_images",
  key: "file_id",
};

function into(sql: string, names: LinkTable): string {
  return sql.replace(
    /\{\{(table|owner|targets|key)\}\}/g,
    (_all, name: keyof LinkTable) => names[name],
  );
}

/** Statements that make `link_wanted` the content of a table, in order. */
function written(table: LinkTable): string[] {
  return [into(gone, table), into(added, table)];
}

const FIND = [withNames(references), results, wanted];

/** What has to be there first. */
export const LINK_SETUP: string = tables;

/** Empties what the last step left. */
export const CLEAR = [
  "link_targets",
  "link_references",
  "link_results",
  "link_wanted",
  "link_images",
]
  .map((table) => `DELETE FROM temp.${table};`).join(" ");

/** What is linked: where its rows stand, where its links stand, and the statements of one step, in order. */
export interface LinkedKind {
  /** The table of what is linked. */
  readonly source: string;
  /** The table of its links, and the column that names the row. */
  readonly links: Pick<LinkTable, "table" | "owner">;
  /** Chooses the targets; has the parameters `from` and `until`. */
  readonly choose: string;
  /** What follows. */
  readonly steps: readonly string[];
}

/** LoRA usages, then everything else that images name, with their checkpoints. */
export const LINKED_KINDS: readonly LinkedKind[] = [
  {
    source: "lora_usages",
    links: LORA_LINKS,
    choose: usages,
    steps: [...FIND, ...written(LORA_LINKS)],
  },
  {
    source: "image_resources",
    links: RESOURCE_LINKS,
    choose: resources,
    steps: [
      ...FIND,
      ...written(RESOURCE_LINKS),
      "DELETE FROM temp.link_wanted",
      images,
      checkpoints,
      ...written(MODEL_LINKS),
      models,
    ],
  },
];
