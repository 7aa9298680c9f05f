/**
 * Kinds of things that are linked, and the steps of `targets.sql`, `matches.sql` and `links.sql` that do it.
 *
 * @module
 */
import { withFacts } from "../sql/facts.ts";
import { withNames } from "../sql/names.ts";
import { fill, stepsOf } from "../sql/steps.ts";
import linksScript from "./links.sql" with { type: "text" };
import matchesScript from "./matches.sql" with { type: "text" };
import targetsScript from "./targets.sql" with { type: "text" };

const TARGETS = stepsOf(withFacts(withNames(targetsScript)), [
  "tables",
  "clear",
  "usages",
  "resources",
  "references",
]);
const MATCHES = stepsOf(withFacts(withNames(matchesScript)), ["results", "wanted"]);
const LINKS = stepsOf(withFacts(linksScript), [
  "goneLinks",
  "newLinks",
  "clearWanted",
  "images",
  "checkpoints",
  "modelHashes",
]);

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

/** Statements that make `link_wanted` the content of a table, in order. */
function written(table: LinkTable): string[] {
  return [fill(LINKS.goneLinks, { ...table }), fill(LINKS.newLinks, { ...table })];
}

const FIND = [TARGETS.references, MATCHES.results, MATCHES.wanted];

/** Steps that come first. */
export const LINK_SETUP: string = TARGETS.tables;

/** Empties what the last step left. */
export const CLEAR: string = TARGETS.clear;

/** Kinds of things that are linked: the table of their rows, that of their links, and the statements of one step, in order. */
export interface LinkedKind {
  /** The table of what is linked. */
  readonly source: string;
  /** The table of its links, and the column that names the row. */
  readonly links: Pick<LinkTable, "table" | "owner">;
  /** Chooses the targets; has the parameters `from` and `until`. */
  readonly choose: string;
  /** Steps that follow. */
  readonly steps: readonly string[];
}

/** LoRA usages, then everything else that images name, with their checkpoints. */
export const LINKED_KINDS: readonly LinkedKind[] = [
  {
    source: "lora_usages",
    links: LORA_LINKS,
    choose: TARGETS.usages,
    steps: [...FIND, ...written(LORA_LINKS)],
  },
  {
    source: "image_resources",
    links: RESOURCE_LINKS,
    choose: TARGETS.resources,
    steps: [
      ...FIND,
      ...written(RESOURCE_LINKS),
      LINKS.clearWanted,
      LINKS.images,
      LINKS.checkpoints,
      ...written(MODEL_LINKS),
      LINKS.modelHashes,
    ],
  },
];
