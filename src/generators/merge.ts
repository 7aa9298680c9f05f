/**
 * Several records of one picture as one.
 *
 * @module
 */
import { comparableName } from "../record/hash_lists.ts";
import {
  type AppliedLora,
  type NamedResource,
  RECORD_FIELDS,
  type RecordField,
  type SdRecord,
} from "../record/record.ts";

const FIELDS = Object.keys(RECORD_FIELDS) as RecordField[];

/** Values that programs write for "unknown" and "none". */
const PLACEHOLDERS: ReadonlySet<unknown> = new Set([null, "", "unknown", "-1"]);

/**
 * Merges records of one picture: the first wins field by field, the others fill what it leaves open or holds a placeholder
 * for. Prompts go together: an empty one beside the other is meant so.
 *
 * @param records The main one first.
 * @returns The record; null for none.
 */
export function mergeRecords(records: readonly SdRecord[]): SdRecord | null {
  const [main] = records;
  if (main === undefined || records.length === 1) return main ?? null;
  const others = records.slice(1);
  const merged: Record<string, unknown> = { ...main };
  for (const field of FIELDS) {
    // The type of a hash goes with the hash.
    if (field === "hash_type" || !PLACEHOLDERS.has(main[field])) continue;
    const filling = others.find((record) => !PLACEHOLDERS.has(record[field]));
    if (filling === undefined) continue;
    merged[field] = filling[field];
    if (field === "seed") merged["seed_text"] = filling.seed_text;
    if (field === "model_hash_short") merged["hash_type"] = filling.hash_type;
  }
  if (main.raw_positive === "" && main.raw_negative === "") {
    const filling = others.find((record) =>
      record.raw_positive !== "" || record.raw_negative !== ""
    );
    if (filling !== undefined) {
      const { raw_positive, raw_negative, clean_positive, clean_negative } = filling;
      const { truncated, appliedTags } = filling;
      Object.assign(merged, {
        raw_positive,
        raw_negative,
        clean_positive,
        clean_negative,
        truncated,
        appliedTags,
      });
    }
  }
  merged["loras"] = together(records.map(({ loras }) => loras));
  merged["resources"] = together(records.map(({ resources }) => resources));
  merged["params"] = new Map(records.slice().reverse().flatMap(({ params }) => [...params]));
  return merged as unknown as SdRecord;
}

/** Joins lists; what an earlier one names is not taken from a later one. */
function together<T extends AppliedLora | NamedResource>(lists: readonly (readonly T[])[]): T[] {
  const named = new Set<string>();
  return lists.flatMap((list) => {
    const added = list.filter((one) => !named.has(nameOf(one)));
    for (const one of added) named.add(nameOf(one));
    return added;
  });
}

/** The word by which two sources name the same thing: its kind, and its file name without folders and ending. */
function nameOf(one: AppliedLora | NamedResource): string {
  const name = one.name ?? one.hash ?? String(one.model_version_id ?? "");
  const type = "type" in one ? one.type : "lora";
  return `${type} ${comparableName(name.slice(lastSlash(name) + 1)).toLowerCase()}`;
}

function lastSlash(name: string): number {
  return Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\"));
}
