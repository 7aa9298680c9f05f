/**
 * Readers of the keys of infotexts and generation fields that list resources.
 *
 * @module
 */
import { readCivitaiResources } from "../../record/version_resources.ts";
import { readHashEntries, readHashList, readNames } from "../../record/hash_lists.ts";
import type { ResourceDraft, SdRecord } from "../../record/record.ts";
import { hashKind, isHexadecimal, readHash, readReal } from "../../record/values.ts";
import type { Params, ResourceKeys, ResourceReader } from "../generator.ts";

/** Names that say "none". */
const NOTHING = /^(?:none|default(?: \(model\))?|automatic)?$/i;

const KEYED: ReadonlyArray<readonly [key: string, read: ResourceReader]> = [
  ["vae", readVae],
  [
    "refiner",
    (value) => NOTHING.test(value) ? [] : [{ type: "checkpoint", ...readNameWithHash(value) }],
  ],
  ["lora_hashes", readLoraHashes],
  ["lora_networks", readLoraNetworks],
  ["lora_weights", readLoraWeights],
  ["loras", readSwarmLoras],
  ["hypernet", readHypernet],
  ["ti_hashes", readEmbeddings],
  ["ti", readEmbeddings],
  ["embeddings", readEmbeddings],
  ["hashes", readHashes],
  ["civitai_resources", readCivitaiResources],
  ["civitai_metadata", readCivitaiResources],
  ["civitairesources", readCivitaiResources],
  ["resources", readCivitaiResources],
];

/** Kinds in `Hashes` by the word before the colon. */
const HASH_TYPES: ReadonlyMap<string, string> = new Map([
  ["model", "checkpoint"],
  ["embed", "embedding"],
  ["lyco", "lora"],
]);

/** Keys with a number: the name's key, and the keys of what goes with it, of which the first that is there counts. */
const NUMBERED: ReadonlyArray<{
  readonly type: string;
  readonly name: RegExp;
  readonly weights: readonly string[];
  readonly hashes: readonly string[];
}> = [
  {
    type: "lora",
    name: /^lora_(\d+)(?:_(?:model_)?name)?$/,
    weights: ["lora_#_strength_model", "lora_#_strength", "lora_#_weight", "lora_#_model_weight"],
    hashes: ["lora_#_model_hash", "lora_#_hash"],
  },
  {
    type: "embedding",
    name: /^embedding_(\d+)(?:_(?:model_)?name)?$/,
    weights: ["embedding_#_weight", "embedding_#_strength"],
    hashes: ["embedding_#_hash", "embedding_#_model_hash"],
  },
];

/** Readers of what stands under numbered keys instead of a tag. */
const NUMBERED_READERS = NUMBERED.map(({ type, name, weights, hashes }): ResourceKeys => ({
  key: name,
  read: (value, params, _record, key) => {
    const number = name.exec(key)?.[1] ?? "";
    const beside = (keys: readonly string[]): string =>
      keys.map((one) => valueOf(params, one.replace("#", number))).find((text) => text !== "") ??
        "";
    const { name: written, hash, weight } = readNumbered(value);
    if (NOTHING.test(written)) return [];
    return [{
      type,
      name: written,
      weight: readReal(beside(weights)) ?? weight,
      hash: readHash(beside(hashes)) ?? hash,
    }];
  },
}));

/** Reads a name, behind which a hash may stand in brackets, or a weight behind a colon. */
function readNumbered(text: string): { name: string; hash: string | null; weight: number | null } {
  const named = readNameWithHash(text);
  const colon = named.name.lastIndexOf(":");
  const weight = colon < 0 ? null : readReal(named.name.slice(colon + 1).trim());
  return {
    ...named,
    name: weight === null ? named.name : named.name.slice(0, colon).trim(),
    weight,
  };
}

/** Words of Forge for no module of its own. */
const NO_MODULE = /^(?:use same choices|built[ -]in|none|automatic)$/i;
/** Forge does not tell which of its modules is the VAE, but for the name: `ae`, `sdxl_vae`. */
const VAE_NAME = /(?:^|[^a-z])(?:vae|ae)(?![a-z])|vae$/i;

/** Forge's VAE and text encoders. */
function readModule(name: string): ResourceDraft[] {
  return name === "" || NO_MODULE.test(name)
    ? []
    : [{ type: VAE_NAME.test(name) ? "vae" : "text_encoder", name }];
}

/** A hypernetwork of A1111's first year. */
function readHypernet(value: string, params: Params): ResourceDraft[] {
  const { name, hash } = readNameWithHash(value);
  if (NOTHING.test(name)) return [];
  return [{
    type: "hypernet",
    name,
    weight: readReal(valueOf(params, "hypernet_strength")),
    hash: readHash(valueOf(params, "hypernet_hash")) ?? hash,
  }];
}

/** The keys of infotexts and of generation fields, in the order of the result. */
export const RESOURCE_KEYS: readonly ResourceKeys[] = [
  ...KEYED.map(([key, read]) => ({ key, read })),
  ...NUMBERED_READERS,
  { key: /^module_\d+$/, read: readModule },
];

function valueOf(params: Params, key: string): string {
  return params.get(key)?.value ?? "";
}

function readVae(name: string, params: Params): ResourceDraft[] {
  const hash = readHash(valueOf(params, "vae_hash"));
  return NOTHING.test(name) ? [] : [{ type: "vae", name, hash }];
}

/** Reads `name(0123abcdef)` or `name [0123abcdef]`. */
export function readNameWithHash(text: string): { name: string; hash: string | null } {
  const at = Math.max(text.lastIndexOf("("), text.lastIndexOf("["));
  const hash = text.slice(at + 1, -1);
  return at >= 0 && /[)\]]$/.test(text) && isHexadecimal(hash)
    ? { name: text.slice(0, at).trim(), hash: readHash(hash) }
    : { name: text, hash: null };
}

/** Names with hashes; SD.Next keeps the names in a list of their own, Fooocus the weights. */
function readLoraHashes(value: string, params: Params): ResourceDraft[] {
  const items = readHashList(value);
  const names = readNames(valueOf(params, "lora_networks"));
  const weights = loraWeights(valueOf(params, "lora_weights"));
  const byPlace = readNames(valueOf(params, "loraweights"));
  // Of two lists, the weights may be the shorter one.
  const missing = byPlace.length + weights.size > 0 ? 1 : null;
  return items.map(({ name, hash, weight }, i) => ({
    type: "lora",
    name: name ?? (names.length === items.length ? names[i] ?? null : null),
    hash,
    weight: weight ?? weights.get(name ?? "") ?? readReal(byPlace[i] ?? "") ?? missing,
  }));
}

/** SD.Next's names, unless they are as many as the hashes, and so listed with them. */
function readLoraNetworks(value: string, params: Params): ResourceDraft[] {
  const names = readNames(value);
  const hashes = readHashList(valueOf(params, "lora_hashes"));
  return names.length === hashes.length ? [] : names.map((name) => ({ type: "lora", name }));
}

/** Fooocus's weights, of the names that no hash is given for. */
function readLoraWeights(value: string, params: Params): ResourceDraft[] {
  const listed = new Set(readHashList(valueOf(params, "lora_hashes")).map(({ name }) => name));
  return [...loraWeights(value)].filter(([name]) => !listed.has(name))
    .map(([name, weight]) => ({ type: "lora", name, weight }));
}

function loraWeights(value: string): Map<string, number | null> {
  return new Map(
    readNames(value).map((item) => {
      const colon = item.lastIndexOf(":");
      return [item.slice(0, Math.max(colon, 0)).trim(), readReal(item.slice(colon + 1).trim())];
    }),
  );
}

/** SwarmUI's two lists; they go together by position. */
function readSwarmLoras(value: string, params: Params): ResourceDraft[] {
  const weights = readNames(valueOf(params, "loraweights"));
  return readNames(value).map((name, i) => ({
    type: "lora",
    name,
    weight: readReal(weights[i] ?? "") ?? 1,
  }));
}

/** Embeddings count only with a hash of a known length: a broken list holds words of the prompt. */
function readEmbeddings(value: string): ResourceDraft[] {
  return readHashList(value).flatMap(({ name, hash }) =>
    name === null || hashKind(hash) === null
      ? []
      : [{ type: "embedding", name: name.replace(/^"+|"+$/g, ""), hash }]
  );
}

function readHashes(value: string, _params: Params, record: SdRecord): ResourceDraft[] {
  const ownNames: ReadonlyMap<string, string | null> = new Map([
    ["model", record.model_name],
    ["vae", record.vae],
  ]);
  return readHashEntries(value).flatMap(({ kind, name, hash }) =>
    hash === null && name === null
      ? []
      : [{ type: HASH_TYPES.get(kind) ?? kind, name: name ?? ownNames.get(kind) ?? null, hash }]
  );
}
