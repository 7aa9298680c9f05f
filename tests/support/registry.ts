/** A registry on the loopback interface: answers like CivitAI's server, or with a fault where a test says so. */
import { sha256 } from "../../src/canonical/sha256.ts";

/** One request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Milliseconds. */
  readonly at: number;
}

/** An answer, or what happens instead of one. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** `mute`: no answer; `stall`: headers and the body, and never the end; `reset`: half of the body and a broken connection;
   * `endless`: the body again and again. */
  readonly fault?: "mute" | "stall" | "reset" | "endless";
}

type Rule = (seen: Seen) => Reply | Promise<Reply | undefined> | undefined;

/** JSON with the right type. */
export function jsonReply(value: unknown, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: typeof value === "string" ? value : JSON.stringify(value),
  };
}

/** A page with the right type. */
export function htmlReply(text: string, status = 200): Reply {
  return { status, headers: { "content-type": "text/html" }, body: `<!DOCTYPE html><p>${text}` };
}

/** The hashes of a made-up file. */
export function hashesOfFile(n: number): { sha256: string; tensor: string } {
  return { sha256: sha256(`file ${n}`), tensor: sha256(`tensors ${n}`) };
}

/** A version of a made-up model, as the registry describes it. */
export function versionOf(n: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { sha256, tensor } = hashesOfFile(n);
  return {
    id: 1000 + n,
    modelId: 500_000 + n,
    name: `v${n}`,
    baseModel: "SDXL 1.0",
    nsfwLevel: 4,
    publishedAt: "2024-05-06T07:08:09.000Z",
    trainedWords: [`moss_${n}, fern`, " oak "],
    model: { name: `Moss ${n}`, type: "LORA", nsfw: false, poi: false },
    files: [{
      id: n,
      name: `moss_${n}.safetensors`,
      hashes: {
        SHA256: sha256.toUpperCase(),
        AutoV2: sha256.slice(0, 10).toUpperCase(),
        AutoV3: tensor.slice(0, 12).toUpperCase(),
      },
    }],
    images: [{ url: `https://image.invalid/${n}.png`, meta: { comfy: "x".repeat(50), seed: 1 } }],
    ...more,
  };
}

/** The page of a made-up model. */
export function modelOf(n: number): Record<string, unknown> {
  return {
    id: 500_000 + n,
    name: `Moss ${n}`,
    type: "LORA",
    nsfw: false,
    allowNoCredit: true,
    allowCommercialUse: n % 2 === 0 ? ["Image", "Rent"] : "Sell",
    allowDerivatives: false,
    allowDifferentLicense: true,
    creator: { username: "gardener" },
    tags: ["plant", "green"],
    modelVersions: [{ id: 9000 + n }, { id: 1000 + n }],
  };
}

const NOT_FOUND = jsonReply({ error: "Model not found" }, 404);

/** The registry. Dispose of it at the end of the test. */
export class Registry implements AsyncDisposable {
  /** Every request, in order. */
  readonly seen: Seen[] = [];
  /** How often somebody connected. */
  connections = 0;
  /** The most requests that were being answered at once. */
  peak = 0;
  readonly versions: Record<string, unknown>[] = [];
  readonly models = new Map<number, Record<string, unknown>>();
  /** Looked at before the registry answers; the first that gives a reply counts. */
  readonly rules: Rule[] = [];
  private readonly listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  private readonly open = new Set<Deno.Conn>();
  private readonly end = Promise.withResolvers<void>();
  private busy = 0;
  private readonly serving: Promise<void>;

  constructor() {
    this.serving = this.serve();
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${(this.listener.addr as Deno.NetAddr).port}`;
  }

  /** Knows the made-up files with these numbers. */
  know(numbers: Iterable<number>): this {
    for (const n of numbers) {
      this.versions.push(versionOf(n));
      this.models.set(500_000 + n, modelOf(n));
    }
    return this;
  }

  /** Answers the next requests to a path with these, one each, and the last again and again. */
  script(part: string, ...replies: Reply[]): void {
    const left = [...replies];
    this.rules.push(({ path }) => {
      if (!path.includes(part)) return undefined;
      return left.length > 1 ? left.shift() : left[0];
    });
  }

  /** What was asked: method and path, with the number of hashes of a batch. */
  get asked(): string[] {
    return this.seen.map(({ method, path, body }) =>
      method === "GET" ? path : `${path} ${(JSON.parse(body) as unknown[]).length}`
    );
  }

  /** Every hash that was asked for, as it was sent. */
  get hashes(): string[] {
    return this.seen.flatMap(({ path, body }) =>
      body !== "" ? JSON.parse(body) as string[] : /by-hash\/(\w+)$/.exec(path)?.slice(1) ?? []
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    this.end.resolve();
    for (const connection of this.open) closeQuietly(connection);
    await this.serving;
  }

  private async serve(): Promise<void> {
    const talks: Promise<void>[] = [];
    try {
      for await (const connection of this.listener) {
        this.connections++;
        this.open.add(connection);
        talks.push(this.talk(connection).catch(() => {}));
      }
    } catch {
      // The listener was closed.
    }
    await Promise.all(talks);
  }

  private async talk(connection: Deno.Conn): Promise<void> {
    const requests = readRequests(connection);
    try {
      for await (const seen of requests) {
        this.seen.push(seen);
        this.peak = Math.max(this.peak, ++this.busy);
        try {
          await write(connection, await this.reply(seen), this.end.promise);
        } finally {
          this.busy--;
        }
      }
    } finally {
      closeQuietly(connection);
      this.open.delete(connection);
    }
  }

  private async reply(seen: Seen): Promise<Reply> {
    for (const rule of this.rules) {
      const reply = await rule(seen);
      if (reply !== undefined) return reply;
    }
    return this.answer(seen);
  }

  private answer({ method, path, body }: Seen): Reply {
    const { pathname, searchParams } = new URL(path, this.url);
    const [, api, version, kind, ...rest] = pathname.split("/");
    if (api !== "api" || version !== "v1") return htmlReply("nothing here", 404);
    const route = rest.join("/");
    if (method === "POST") return this.batch(route, JSON.parse(body) as string[]);
    if (kind === "models" && route === "") {
      const ids = (searchParams.get("ids") ?? "").split(",").map(Number);
      return jsonReply({ items: ids.flatMap((id) => this.models.get(id) ?? []), metadata: {} });
    }
    if (kind === "models") {
      const model = this.models.get(Number(route));
      return model === undefined ? NOT_FOUND : jsonReply(model);
    }
    const found = route.startsWith("by-hash/")
      ? this.versions.find((one) => allHashes(one).includes(route.slice(8).toUpperCase()))
      : this.versions.find((one) => one.id === Number(route));
    return found === undefined ? NOT_FOUND : jsonReply(found);
  }

  private batch(route: string, hashes: readonly string[]): Reply {
    const limit = route === "by-hash/ids" ? 10_000 : 100;
    if (hashes.length > limit || hashes.some((hash) => hash.length !== 64)) {
      return jsonReply({ error: "Invalid hashes" }, 400);
    }
    const wanted = new Set(hashes);
    const found = this.versions.flatMap((version) =>
      allHashes(version).filter((hash) => wanted.has(hash)).map((hash) => ({ version, hash }))
    );
    return jsonReply(
      route === "by-hash/ids"
        ? found.map(({ version, hash }) => ({
          modelVersionId: version.id,
          modelId: version.modelId,
          hash,
        }))
        : found.map(({ version }) => version),
    );
  }
}

function allHashes({ files }: Record<string, unknown>): string[] {
  return (files as { hashes?: Record<string, string> }[])
    .flatMap(({ hashes = {} }) => Object.values(hashes));
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

async function* readRequests(connection: Deno.Conn): AsyncGenerator<Seen> {
  const decoder = new TextDecoder();
  const piece = new Uint8Array(1 << 16);
  let text = "";
  const more = async (): Promise<boolean> => {
    const size = await connection.read(piece);
    if (size === null) return false;
    text += decoder.decode(piece.subarray(0, size), { stream: true });
    return true;
  };
  for (;;) {
    while (!text.includes("\r\n\r\n")) if (!await more()) return;
    const [head = ""] = text.split("\r\n\r\n", 1);
    const [line = "", ...fields] = head.split("\r\n");
    const [method = "", path = ""] = line.split(" ");
    const headers = new Map(fields.map((field) => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }));
    const length = Number(headers.get("content-length") ?? 0);
    const end = head.length + 4 + length;
    while (text.length < end) if (!await more()) return;
    const body = text.slice(head.length + 4, end);
    text = text.slice(end);
    yield { method, path, headers, body, at: performance.now() };
  }
}

const REASON = "x";

async function write(connection: Deno.Conn, reply: Reply, end: Promise<void>): Promise<void> {
  const { status = 200, headers = {}, body = "", fault } = reply;
  if (fault === "mute") return await end;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const isOpen = fault === "endless";
  const length = fault === "stall" ? bytes.length + 1 : bytes.length;
  const head = [
    `HTTP/1.1 ${status} ${REASON}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    isOpen ? "connection: close" : `content-length: ${length}`,
  ];
  await send(connection, new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`));
  if (fault === "reset") {
    await send(connection, bytes.subarray(0, bytes.length >> 1));
    throw new Error("reset");
  }
  do await send(connection, bytes); while (isOpen);
  if (fault === "stall") await end;
}

async function send(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
