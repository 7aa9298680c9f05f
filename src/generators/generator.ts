/**
 * A generator: a program that makes pictures, and the reader of its format.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import type { ResourceDraft, SdRecord } from "../record/record.ts";
import type { Text, Texts } from "../record/texts.ts";

/** The pairs of a record by normalised key, with the key as written. */
export type Params = ReadonlyMap<string, { readonly key: string; readonly value: string }>;

/** Reads the value of one key, and what stands beside it, as resources. */
export type ResourceReader = (
  value: string,
  params: Params,
  record: SdRecord,
  key: string,
) => readonly ResourceDraft[];

/** Keys of `params` that name resources, with their reader. */
export interface ResourceKeys {
  /** A normalised key, or a pattern for keys that are numbered. */
  readonly key: string | RegExp;
  /** Reads the value. */
  readonly read: ResourceReader;
}

/** A node of a graph. */
export interface GraphNodeRow {
  /** Unique in its graph. */
  readonly id: string;
  /** The class. */
  readonly class_type: string;
  /** The title that the user gave it. */
  readonly title: string | null;
  /** Its inputs as a JSON object; one that takes its value from another node is `[id, output]`. */
  readonly inputs: string;
}

/**
 * Traits of a generator whose texts are graphs. A graph stands beside the text of another generator: it is stored with it, and
 * fills what that leaves open.
 */
export interface GraphTraits {
  /** How much a text tells, 0 for nothing: of several the one that tells most is read, and stored alone. */
  worth(text: Text): number;
  /** A text as it is stored: without values that only repeat the picture. */
  slim(raw: string): string;
  /** Why nothing is read from a text, in a few words. */
  whyNothing(text: Text): string;
  /** The nodes of a text; null where it cannot be read. */
  nodes(text: Text): readonly GraphNodeRow[] | null;
}

/** One format of texts. */
export interface Generator {
  /** The word of `sd_detect` and of `models.generator`: lower-case letters, digits, `-` and `_`. */
  readonly name: string;
  /** Raised whenever it gives another record, usage or resource for some text: its rows are extracted again then. */
  readonly version: number;
  /**
   * The keys of a container, in lower case, under which its texts stand beside `parameters`, the most important first.
   * A container keeps these texts, and those that `read` asks for are stored together.
   */
  readonly keys: readonly string[];
  /** True for one that reads a form which others share: it need not tell its texts from theirs, and is asked after them. */
  readonly isGeneral?: boolean;
  /** True for one whose texts are all JSON documents: it is asked of no other. */
  readonly isJson?: true;
  /** True for one that asks for no text beside the one in question, and reads each that it recognises. */
  readonly readsAlone?: true;
  /** True for one that knows any other text by its key: it is asked of none whose key nobody knows. */
  readonly needsKey?: true;
  /** Whether the text in question is of this format. Strict and cheap: it is asked of every text. */
  recognises(texts: Texts): boolean;
  /** Reads a text that it recognises, and others beside it; null where nothing was generated. Never throws on data. */
  read(texts: Texts): Findings | null;
  /** Reads a text that no generator recognises, as a bare prompt; null where it is none. */
  readPlain?(texts: Texts): Findings | null;
  /** For one whose texts are graphs. */
  readonly graphs?: GraphTraits;
  /** The keys of `params` that name resources, in the order of the result. */
  readonly resources?: readonly ResourceKeys[];
}

/** Makes a choice among the generators of a table once: there is hardly ever another table. */
export function chosenOnce(
  isChosen: (generator: Generator) => boolean,
): (table: readonly Generator[]) => readonly Generator[] {
  let last: readonly Generator[] = [];
  let chosen = last;
  return (table) => {
    if (table !== last) [last, chosen] = [table, table.filter(isChosen)];
    return chosen;
  };
}
