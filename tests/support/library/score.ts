/**
 * How good the links of a library are, against what is true.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Evidence, Image } from "./images.ts";
import type { ModelState } from "./models.ts";

/** What one method did. */
export interface MethodScore {
  links: number;
  correct: number;
  /** Links that say themselves that they are doubtful, and those of them that are right. */
  doubtful: number;
  doubtfulCorrect: number;
}

/** What can be told, what of it was found, and what of that without a doubt. */
export interface Recall {
  resolvable: number;
  found: number;
  sure: number;
}

/** What became of everything that images name. */
export interface Score {
  readonly methods: Map<string, MethodScore>;
  /** What can be told by what the image says: by program. */
  readonly recall: Map<string, Recall>;
  /** Links to files although none is right, and other mistakes, for a look. */
  readonly mistakes: string[];
}

interface Link {
  readonly path: string;
  readonly method: string;
  readonly reason: string | null;
}

const LINKS = {
  checkpoint: `SELECT f.file_path AS path, k.method, k.reason FROM model_links AS k
    JOIN files AS f ON f.id = k.model_file_id WHERE k.file_id = ?1 AND ?2 = 0`,
  tag: `SELECT f.file_path AS path, k.method, k.reason
    FROM lora_usages AS u JOIN lora_links AS k ON k.usage_id = u.id
    JOIN files AS f ON f.id = k.model_file_id WHERE u.file_id = ?1 AND u.position_index = ?2`,
  other: `SELECT DISTINCT f.file_path AS path, k.method, k.reason
    FROM image_resources AS r JOIN resource_links AS k ON k.resource_id = r.id
    JOIN files AS f ON f.id = k.model_file_id
    WHERE r.file_id = ?1 AND r.name = ?2`,
} as const;

/** Methods that prove something about the bytes; the others go by a name, or trust a look-up. */
export const HASH_METHODS: ReadonlySet<string> = new Set([
  "sha256",
  "tensor_sha256",
  "autov2",
  "autov3",
  "sha256_12",
  "embedded",
  "autov1",
  "legacy",
  "sha256_8",
  "tensor_8",
  "embedded_8",
]);

/**
 * Compares.
 *
 * @param images Image number n is `image n.png`.
 * @param idOf The row of image number n.
 * @param library The folder that model paths stand below, with a separator at its end.
 */
export function score(
  db: DatabaseSync,
  images: readonly Image[],
  idOf: (n: number) => bigint,
  library: string,
): Score {
  const statements = Object.fromEntries(
    Object.entries(LINKS).map(([name, sql]) => [name, db.prepare(sql)]),
  ) as Record<keyof typeof LINKS, ReturnType<DatabaseSync["prepare"]>>;
  const result: Score = { methods: new Map(), recall: new Map(), mistakes: [] };
  images.forEach((image, n) => {
    const id = idOf(n);
    const judge = (evidence: Evidence, kind: keyof typeof LINKS, key: string | number): void => {
      const links = statements[kind].all(id, key) as unknown as Link[];
      judgeLinks(result, image.generator, evidence, links, library);
    };
    if (image.checkpoint !== null) judge(image.checkpoint, "checkpoint", 0);
    image.tags.forEach((evidence, position) => judge(evidence, "tag", position));
    for (const evidence of image.others) {
      const { name, model } = evidence;
      judge(evidence, "other", model.type === "vae" ? `${name}.safetensors` : name ?? "");
    }
  });
  return result;
}

function judgeLinks(
  { methods, recall, mistakes }: Score,
  generator: string,
  evidence: Evidence,
  links: readonly Link[],
  library: string,
): void {
  const right = new Set(evidence.model.now.map(({ path }) => library + path));
  const counts = recall.get(generator) ?? { resolvable: 0, found: 0, sure: 0 };
  recall.set(generator, counts);
  const isResolvable = evidence.model.now.some((state) => tells(evidence, state));
  const isFound = links.some(({ path }) => right.has(path));
  if (isResolvable) {
    counts.resolvable++;
    if (isFound) {
      counts.found++;
      if (!links.some(isDoubtful)) counts.sure++;
    } else {mistakes.push(
        `not found: ${generator} ${evidence.name} ${evidence.hash}: ${JSON.stringify(links)}`,
      );}
  }
  const [first] = links;
  if (first === undefined) return;
  const method = methods.get(first.method) ??
    { links: 0, correct: 0, doubtful: 0, doubtfulCorrect: 0 };
  methods.set(first.method, method);
  // Several candidates are one statement: one of these.
  if (isDoubtful(first)) {
    method.doubtful++;
    if (isFound) method.doubtfulCorrect++;
    return;
  }
  method.links++;
  if (isFound) method.correct++;
  else {mistakes.push(
      `wrong: ${generator} ${evidence.name} ${evidence.hash}: ${JSON.stringify(first)}`,
    );}
}

function isDoubtful({ reason }: Link): boolean {
  return reason !== null && reason !== "another file has that name";
}

/** Whether what an image says of a model tells a file, by any hash or name that the file has. */
function tells({ name, hash, versionId }: Evidence, state: ModelState): boolean {
  if (versionId !== null) return state.versionId === versionId;
  const { sha256, tensors, embedded, autov1, name: nameHash } = state.hashes;
  const isNothing = hash?.startsWith("e3b0c442") ?? false;
  if (hash !== null && !isNothing) {
    const known = hash.length === 8
      ? [sha256, tensors, embedded, autov1]
      : [sha256, tensors, embedded, nameHash];
    if (known.some((other) => other?.startsWith(hash))) return true;
  }
  const fold = (text: string): string =>
    text.replace(/^.*[/\\]/, "").replace(/\.safetensors$/, "").replace(/[:,]/g, "").replace(
      / /g,
      "_",
    ).toLowerCase();
  return name !== null &&
    [state.stem, state.alias].some((other) => other !== null && fold(other) === fold(name));
}
