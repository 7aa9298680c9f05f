/**
 * The LoRAs that the tags of a record name, for those who name the same ones again in a list.
 *
 * @module
 */
import { comparableName } from "./hash_lists.ts";
import { fileName, mayBeOne, withoutEnding } from "./model_names.ts";
import { loraName, type Usage } from "./usages.ts";

/** Tags of one name. */
interface Tagged {
  readonly path: string;
  /** Places among the usages. */
  readonly places: number[];
  /** The path of the list that they stand for; null as long as there is none. */
  listed: string | null;
  hasHash: boolean;
}

/** Folders of one name that are compared; no prompt has more. */
const MAX_PATHS = 64;

/** The usages of tags by the LoRA's name. */
export class TaggedLoras {
  private readonly byStem: Map<string, Map<string, Tagged>> = new Map();

  /** @param usages Usages of tags; those that a list names get its hash. */
  constructor(private readonly usages: Usage[]) {
    usages.forEach(({ raw_name }, at) => {
      const path = comparablePath(raw_name);
      const stem = fileName(path);
      const paths = this.byStem.get(stem) ?? new Map<string, Tagged>();
      const tagged = paths.get(path);
      if (tagged !== undefined) tagged.places.push(at);
      else paths.set(path, { path, places: [at], listed: null, hasHash: false });
      this.byStem.set(stem, paths);
    });
  }

  /**
   * Gives the hash of a LoRA of a list to the tags that mean it. One of both may leave folders out that the other names; a tag
   * stands for one path of the list only: LoRAs of one name in two folders are two.
   *
   * @returns Whether a tag names the LoRA.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { collectUsages } from "./usages.ts";
   * const { usages } = collectUsages("<lora:moss:1>", "", () => null);
   * const tagged = new TaggedLoras(usages);
   * assert.equal(tagged.give("style/moss.safetensors", "0a1b2c3d4e5f"), true);
   * assert.equal(usages[0]?.lora_hash, "0a1b2c3d4e5f");
   * assert.equal(tagged.give("ink/moss.safetensors", null), false);
   * ```
   */
  give(name: string, hash: string | null): boolean {
    const path = comparablePath(name);
    const tagged = this.meant(path);
    if (tagged === undefined) return false;
    tagged.listed = path;
    if (hash === null || tagged.hasHash) return true;
    tagged.hasHash = true;
    for (const at of tagged.places) {
      const usage = this.usages[at] as Usage;
      this.usages[at] = { ...usage, lora_hash: usage.lora_hash ?? hash };
    }
    return true;
  }

  private meant(path: string): Tagged | undefined {
    const paths = this.byStem.get(fileName(path));
    const exact = paths?.get(path);
    if (exact !== undefined || paths === undefined || paths.size > MAX_PATHS) return exact;
    return [...paths.values()]
      .find((tagged) => (tagged.listed ?? path) === path && mayBeOne(tagged.path, path));
  }
}

/** A name with its folders in the form in which two are compared. */
function comparablePath(name: string): string {
  return comparableName(loraName(withoutEnding(name.trim()))).replace(/\\/g, "/");
}
