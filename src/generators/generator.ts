/**
 * A generator: a program that makes pictures, and the reader of its format.
 *
 * @module
 */
import type { Findings } from "../record/build.ts";
import type { ResourceDraft, SdRecord } from "../record/record.ts";
import type { Texts } from "../record/texts.ts";

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
  /** Whether the text in question is of this format. Strict and cheap: it is asked of every text. */
  recognises(texts: Texts): boolean;
  /** Reads a text that it recognises, and others beside it; null where nothing was generated. Never throws on data. */
  read(texts: Texts): Findings | null;
  /** Reads a text that no generator recognises, as a bare prompt; null where it is none. */
  readPlain?(texts: Texts): Findings | null;
  /** The keys of `params` that name resources, in the order of the result. */
  readonly resources?: readonly ResourceKeys[];
}
