/**
 * A library of model files: as it was when images were made, and as it is now.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { modelHeader, u64 } from "../../fixtures/safetensors.ts";
import { Random } from "./random.ts";

export type ModelType = "lora" | "checkpoint" | "embedding" | "vae";

/** Every hash of a file that a generator may write. */
export interface Hashes {
  readonly sha256: string;
  readonly tensors: string;
  /** `sshs_model_hash`, if the header has one. */
  readonly embedded: string | null;
  readonly autov1: string;
  /** SHA-256 of the file's name. */
  readonly name: string;
}

/** A file at one time. */
export interface ModelState {
  /** Path below the library's folder. */
  readonly path: string;
  readonly stem: string;
  /** `ss_output_name`. */
  readonly alias: string | null;
  readonly hashes: Hashes;
  readonly versionId: number | null;
}

/** A model: what images know of it, and the files on disk that hold its content now. */
export interface Model {
  readonly type: ModelType;
  readonly then: ModelState;
  readonly now: readonly ModelState[];
}

/** How large a library is. */
export interface LibrarySize {
  readonly files: number;
  readonly bytes: number;
}

const FOLDERS: Readonly<Record<ModelType, string>> = {
  lora: "Lora",
  checkpoint: "Stable-diffusion",
  embedding: "embeddings",
  vae: "VAE",
};
const TENSORS: Readonly<Record<ModelType, string>> = {
  lora: "lora_unet_mid_block.lora_down.weight",
  checkpoint: "model.diffusion_model.out.2.weight",
  embedding: "emb_params",
  vae: "decoder.conv_in.weight",
};
/** Share of the files, and size against the average. */
const KINDS: readonly (readonly [ModelType, share: number, size: number])[] = [
  ["lora", 0.86, 0.7],
  ["checkpoint", 0.07, 5],
  ["embedding", 0.05, 0.03],
  ["vae", 0.02, 1],
];
const WORDS = ["fern", "moss", "oak", "Dream", "real", "Ink", "glow", "水彩", "retro", "soft"];
/** SHA-256 of nothing, which a trainer embeds. */
const NOTHING = createHash("sha256").digest("hex");

/** The content of a file: mostly zeros, which are written as a hole. */
interface Content {
  readonly size: number;
  /** At the beginning of the tensors, and at 1 MiB. */
  readonly seeds: readonly [Uint8Array, Uint8Array];
}

const SECOND_SEED = 0x101000;

/** Makes a library below `folder`, with some files renamed, copied, edited, replaced, deleted or cut off. */
export function makeLibrary(folder: string, { files, bytes }: LibrarySize, seed = 1): Model[] {
  const random = new Random(seed);
  const writer = new Writer(folder, random);
  const models: Model[] = [];
  for (const [type, share, scale] of KINDS) {
    const count = Math.max(2, Math.round(files * share));
    for (let n = 0; n < count; n++) {
      const size = Math.round((bytes / files) * scale * (0.5 + random.next()));
      models.push(...writer.make(type, n, Math.max(4096, size)));
    }
  }
  return models;
}

class Writer {
  private versions = 1000;

  constructor(private readonly folder: string, private readonly random: Random) {}

  /** One model, or two when another was made from it with its header left as it was. */
  make(type: ModelType, n: number, size: number): Model[] {
    const { random } = this;
    const stem = this.nameOf(n);
    const alias = type === "lora" && random.chance(0.3) ? `${stem}_alias` : null;
    const content = this.content(size);
    const hasHash = type === "lora" && random.chance(0.6);
    const embedded = !hasHash ? null : random.chance(0.03) ? NOTHING : tensorHash(content);
    const metadata = (note: string): Record<string, string> => ({
      ...(alias === null ? {} : { ss_output_name: alias }),
      ...(embedded === null ? {} : { sshs_model_hash: embedded }),
      note,
    });
    const path = this.path(type, stem);
    const then = this.state(type, path, alias, metadata("first"), content, embedded);
    const fate = random.next();
    const write = (at: string, note: string): ModelState =>
      this.write(type, at, alias, metadata(note), content, embedded, then.versionId);
    const renamed = (): string => this.path(type, `${this.nameOf(n)} new`);
    if (fate < 0.05) return [{ type, then, now: [] }]; // deleted
    if (fate < 0.08) { // replaced by another of the same name
      this.write(type, path, alias, { note: "other" }, this.content(size), null, null);
      return [{ type, then, now: [] }];
    }
    if (fate < 0.1) { // a download that stopped
      this.write(type, path, alias, metadata("first"), content, embedded, null, 1000);
      return [{ type, then, now: [] }];
    }
    if (fate < 0.18) return [{ type, then, now: [write(path, "edited header")] }];
    if (fate < 0.23) {
      return [{
        type,
        then,
        now: [write(path, "first"), write(this.path(type, `copy ${stem}`), "first")],
      }];
    }
    if (fate < 0.25) return [{ type, then, now: [write(renamed(), "edited header")] }];
    if (fate < 0.28 && embedded !== null && embedded !== NOTHING) {
      const original = { type, then, now: [write(path, "first")] };
      const other = this.content(size);
      const child = this.path(type, `${stem}_pruned`);
      const made = this.state(type, child, null, { sshs_model_hash: embedded }, other, embedded);
      const kept = this.write(
        type,
        child,
        null,
        { sshs_model_hash: embedded },
        other,
        embedded,
        null,
      );
      return [original, { type, then: made, now: [kept] }];
    }
    return [{ type, then, now: [write(fate < 0.5 ? renamed() : path, "first")] }];
  }

  private nameOf(n: number): string {
    const { random } = this;
    const joint = random.pick(["_", " ", "-", ".v1."]);
    return `${random.pick(WORDS)}${joint}${random.pick(WORDS)}${joint}${n}`;
  }

  private path(type: ModelType, stem: string): string {
    const below = this.random.chance(0.3) ? "style/" : "";
    return `${FOLDERS[type]}/${below}${stem}.safetensors`;
  }

  private content(size: number): Content {
    const make = (): Uint8Array => this.random.fill(new Uint8Array(256));
    return { size, seeds: [make(), make()] };
  }

  private state(
    type: ModelType,
    path: string,
    alias: string | null,
    metadata: Record<string, string>,
    content: Content,
    embedded: string | null,
    versionId: number | null = this.random.chance(0.6) ? ++this.versions : null,
  ): ModelState {
    const [head, body] = parts(type, metadata, content);
    const whole = createHash("sha256").update(head).update(body);
    const window = body.subarray(
      Math.max(0, 0x100000 - head.length),
      Math.max(0, 0x110000 - head.length),
    );
    const file = path.slice(path.lastIndexOf("/") + 1);
    return {
      path,
      stem: file.replace(/\.safetensors$/, ""),
      alias,
      versionId,
      hashes: {
        sha256: whole.digest("hex"),
        tensors: createHash("sha256").update(body).digest("hex"),
        embedded,
        autov1: createHash("sha256").update(window).digest("hex").slice(0, 8),
        name: createHash("sha256").update(file).digest("hex"),
      },
    };
  }

  /** Writes a file; its holes take no room on disk. */
  private write(
    type: ModelType,
    path: string,
    alias: string | null,
    metadata: Record<string, string>,
    content: Content,
    embedded: string | null,
    versionId: number | null,
    cut = 0,
  ): ModelState {
    const full = join(this.folder, path);
    Deno.mkdirSync(dirname(full), { recursive: true });
    const [head] = parts(type, metadata, content);
    using file = Deno.openSync(full, { write: true, create: true, truncate: true });
    file.writeSync(head);
    file.writeSync(content.seeds[0]);
    if (content.size > SECOND_SEED + 256) {
      file.seekSync(head.length + SECOND_SEED, Deno.SeekMode.Start);
      file.writeSync(content.seeds[1]);
    }
    file.truncateSync(head.length + content.size - cut);
    return this.state(type, path, alias, metadata, content, embedded, versionId);
  }
}

function bodyOf({ size, seeds }: Content): Uint8Array {
  const body = new Uint8Array(size);
  body.set(seeds[0]);
  if (size > SECOND_SEED + 256) body.set(seeds[1], SECOND_SEED);
  return body;
}

function parts(
  type: ModelType,
  metadata: Record<string, string>,
  content: Content,
): [head: Uint8Array, body: Uint8Array] {
  const body = bodyOf(content);
  const header = new TextEncoder().encode(
    modelHeader({ metadata, tensors: [TENSORS[type]], content: body }),
  );
  const head = new Uint8Array(8 + header.length);
  head.set(u64(header.length));
  head.set(header, 8);
  return [head, body];
}

function tensorHash(content: Content): string {
  return createHash("sha256").update(bodyOf(content)).digest("hex");
}
