/**
 * Several records of one picture as one.
 *
 * @module
 */
import { comparableName } from "../record/hash_lists.ts";
import { fileName, mayBeOne } from "../record/model_names.ts";
import {
  type AppliedLora,
  type NamedResource,
  RECORD_FIELDS,
  type RecordField,
  type SdRecord,
} from "../record/record.ts";

const FIELDS = Object.keys(RECORD_FIELDS) as RecordField[];

/** Values that programs write for "unknown" and "none", in lower case. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(["", "unknown", "nix", "none", "-1"]);

const SIZE: readonly RecordField[] = ["width", "height", "size_raw"];
const SECOND_PASS: readonly RecordField[] = ["hires_upscaler", "hires_steps", "hires_denoising"];

/** Fields that a graph fills only together: half of a size, or of a second pass, from each would be true of neither. */
const TOGETHER: readonly (readonly RecordField[])[] = [
  SIZE,
  SECOND_PASS,
  // Savers write sampler and scheduler in one word.
  ["sampler", "scheduler"],
];

/** Columns that tell of the prompts. */
const OF_PROMPTS = [
  "raw_positive",
  "raw_negative",
  "clean_positive",
  "clean_negative",
  "truncated",
  "appliedTags",
] as const;

/**
 * Merges records of one picture: the first wins field by field, the others fill what it leaves open or holds a placeholder
 * for. Prompts go together: an empty one beside the other is meant so.
 *
 * @param records The main one first.
 * @param graph The record of a graph beside them, which comes last; it is all that counts where the main record is of the
 * values that a node for saving has before anybody sets them.
 * @returns The record; null for none.
 */
export function mergeRecords(
  records: readonly SdRecord[],
  graph: SdRecord | null = null,
): SdRecord | null {
  const [main] = records;
  if (main === undefined) return graph;
  if (graph !== null && isUnset(main, graph)) return graph;
  const others = graph === null ? records.slice(1) : [...records.slice(1), graph];
  if (others.length === 0) return main;
  const all = [main, ...others];
  const merged: Record<string, unknown> = { ...main };
  for (const field of FIELDS) {
    // The type of a hash goes with the hash.
    if (field === "hash_type" || !isOpen(main[field])) continue;
    const filling = others.find((record) =>
      !isOpen(record[field]) && (record !== graph || mayFill(main, field, graph))
    );
    if (filling === undefined) continue;
    merged[field] = filling[field];
    if (field === "seed") merged["seed_text"] = filling.seed_text;
    if (field === "model_hash_short") merged["hash_type"] = filling.hash_type;
  }
  // A second pass of the graph goes with the size of its first: the main record may state that of the picture.
  if (graph !== null && isSecondPassOf(graph, main, merged)) {
    for (const field of SIZE) merged[field] = graph[field];
  }
  if (main.raw_positive === "" && main.raw_negative === "") {
    const filling = others.find((record) =>
      record.raw_positive !== "" || record.raw_negative !== ""
    );
    if (filling !== undefined) { for (const name of OF_PROMPTS) merged[name] = filling[name]; }
  }
  merged["loras"] = together(all.map(({ loras }) => loras));
  merged["resources"] = together(all.map(({ resources }) => resources));
  merged["params"] = new Map(all.reverse().flatMap(({ params }) => [...params]));
  return merged as unknown as SdRecord;
}

/** Whether the fields of a second pass are the graph's. */
function isSecondPassOf(
  graph: SdRecord,
  main: SdRecord,
  merged: Readonly<Record<string, unknown>>,
): boolean {
  return graph.width !== null && graph.height !== null &&
    SECOND_PASS.every((field) => isOpen(main[field]) && merged[field] === graph[field]) &&
    SECOND_PASS.some((field) => !isOpen(graph[field]));
}

/** Whether a value says nothing. */
function isOpen(value: SdRecord[RecordField]): boolean {
  return value === null || typeof value === "string" && PLACEHOLDERS.has(value.toLowerCase());
}

/** Whether a graph may fill a field: those that go with it are open too, or say the same. */
function mayFill(main: SdRecord, field: RecordField, graph: SdRecord): boolean {
  const group = TOGETHER.find((fields) => fields.indexOf(field) >= 0) ?? [];
  return group.every((other) => isOpen(main[other]) || main[other] === graph[other]);
}

/** Whether a record holds what a node for saving writes before anybody sets its inputs. */
function isUnset(main: SdRecord, graph: SdRecord): boolean {
  const { raw_positive: positive, raw_negative: negative } = main;
  const isPlaceholder = positive !== "" && isOpen(positive) && isOpen(negative);
  const isDefault = main.seed === "0" && main.width === "512" && main.height === "512" &&
    graph.seed !== null && graph.seed !== "0";
  return isPlaceholder || isDefault;
}

/** Paths of one name that are compared; no picture has more. */
const MAX_PATHS = 64;

/** Joins lists; what an earlier one names is not taken from a later one. */
function together<T extends AppliedLora | NamedResource>(lists: readonly (readonly T[])[]): T[] {
  const named = new Map<string, Set<string>>();
  return lists.flatMap((list) => {
    const added = list.map((one) => ({ one, ...identityOf(one) })).filter(({ key, path }) => {
      const paths = named.get(key);
      return paths === undefined ||
        paths.size <= MAX_PATHS && ![...paths].some((other) => mayBeOne(path, other));
    });
    for (const { key, path } of added) named.set(key, (named.get(key) ?? new Set()).add(path));
    return added.map(({ one }) => one);
  });
}

/** The words by which two sources name the same thing: its path without ending, its kind with the last part of the path. */
function identityOf(one: AppliedLora | NamedResource): { key: string; path: string } {
  const name = one.name ?? one.hash ?? String(one.model_version_id ?? "");
  const path = comparableName(name).toLowerCase().replace(/\\/g, "/");
  const type = "type" in one ? one.type : "lora";
  return { key: `${type} ${fileName(path)}`, path };
}
