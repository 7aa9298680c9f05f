import assert from "node:assert/strict";
import { CLI, flagsOfTask } from "../cli/process.ts";

const encoder = new TextEncoder();

/** A running `stream` with the permissions of its task. */
class Running implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #waiting = new Uint8Array(0);

  constructor(...args: string[]) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...flagsOfTask("stream"), CLI, "stream", ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.child.stdin.getWriter();
    this.#reader = this.child.stdout.getReader();
  }

  write(text: string | Uint8Array): Promise<void> {
    return this.#writer.write(typeof text === "string" ? encoder.encode(text) : text);
  }

  end(): Promise<void> {
    return this.#writer.close();
  }

  /** Reads so many bytes, or all that there are. */
  async read(size: number): Promise<string> {
    while (this.#waiting.length < size) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      this.#waiting = new Uint8Array([...this.#waiting, ...value]);
    }
    const bytes = this.#waiting.subarray(0, size);
    this.#waiting = this.#waiting.slice(bytes.length);
    return new TextDecoder().decode(bytes);
  }

  /** Counts the bytes of everything that is left. */
  async readAll(): Promise<number> {
    let count = this.#waiting.length;
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return count;
      count += value.length;
    }
  }

  /** Whoever reads goes away. */
  closeOutput(): Promise<void> {
    return this.#reader.cancel();
  }

  /** Memory in use, in MB. */
  memory(): number {
    const status = Deno.readTextFileSync(`/proc/${this.child.pid}/status`);
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#reader.cancel().catch(() => {});
    await this.child.stderr.cancel().catch(() => {});
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.child.status;
  }
}

Deno.test("each block is answered before the next one comes", async () => {
  await using stream = new Running("--function", "sd_clean");
  for (const name of ["moss", "fern", "oak"]) {
    await stream.write(`a <lora:${name}:1> ${name}\n`);
    assert.equal(await stream.read(`a ${name}\n`.length), `a ${name}\n`);
  }
});

Deno.test("a line that is not finished waits; what stands before it is answered", async () => {
  await using stream = new Running("--function", "sd_clean");
  await stream.write("a cat\na d");
  assert.equal(await stream.read(6), "a cat\n");
  await stream.write("og\n");
  assert.equal(await stream.read(6), "a dog\n");
});

Deno.test("with --chunk-header each chunk is answered before the next one comes", async () => {
  await using stream = new Running("--function", "sd_clean", "--chunk-header");
  for (let size = 1; size < 200; size *= 3) {
    await stream.write(`${size}\n${"a cat\n".repeat(size)}`);
    assert.equal(await stream.read(6 * size), "a cat\n".repeat(size));
  }
});

Deno.test("it ends with 0 and without a word when whoever reads has gone", async () => {
  await using stream = new Running("--function", "sd_clean");
  await stream.write("a cat\n");
  await stream.read(6);
  await stream.closeOutput();
  // A pipe may take some of it before it is closed.
  for (let i = 0; i < 100; i++) {
    if (await stream.write("a dog\n".repeat(1000)).then(() => false, () => true)) break;
  }
  const { code, signal } = await stream.child.status;
  assert.deepEqual([code, signal], [0, null]);
  assert.equal(await new Response(stream.child.stderr).text(), "");
});

Deno.test("rows are answered although nobody takes the notes", async () => {
  await using stream = new Running("--function", "sd_loras");
  await stream.child.stderr.cancel();
  await stream.write("a cat\tnonsense\n".repeat(20));
  await stream.write("a cat\n");
  await stream.end();
  assert.equal(await stream.read(1000), `${"\\N\n".repeat(20)}[]\n`);
  assert.equal((await stream.child.status).code, 0);
});

Deno.test("notes that nobody reads fill no pipe: 100,000 bad rows are answered", async () => {
  await using stream = new Running("--function", "sd_clean", "--format", "ndjson");
  const rows = 100_000;
  const writing = stream.write("no json\n".repeat(rows)).then(() => stream.end());
  assert.equal(await stream.readAll(), rows * '{"result":null}\n'.length);
  await writing;
  const notes = await new Response(stream.child.stderr).text();
  assert.match(notes, /^sqlite-sd: row 1 gives NULL: it is no JSON\nsqlite-sd: row 2 gives NULL/);
  assert.match(
    notes,
    /\nsqlite-sd: \d+ rows gave NULL so far, the last is row \d+: it is no JSON\n$/,
  );
  assert.ok(notes.length > 30_000 && notes.length < 60_000, `${notes.length}`);
});

const PIPES_AND_BLOCKS = 4 << 20;

Deno.test("it takes no more than a few blocks while nobody reads, and goes on when somebody does", async () => {
  await using stream = new Running("--function", "sd_clean");
  const chunk = "a cat on a wall of moss\n".repeat(4000);
  let written = 0;
  let stalled = false;
  while (!stalled) {
    assert.ok(written < PIPES_AND_BLOCKS, "it went on reading");
    const writing = stream.write(chunk);
    written += chunk.length;
    const { promise, resolve } = Promise.withResolvers<"stalled">();
    const timer = setTimeout(() => resolve("stalled"), 2000);
    stalled = await Promise.race([writing, promise]) === "stalled";
    clearTimeout(timer);
    if (stalled) {
      const reading = stream.readAll();
      await writing;
      await stream.end();
      assert.equal(await reading, written);
    }
  }
  assert.equal((await stream.child.status).code, 0);
});

Deno.test({
  name: "its memory stays flat",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    await using stream = new Running("--function", "sd_parse");
    const lines = Array.from(
      { length: 500 },
      (_, i) => `a cat ${i} <lora:moss:0.8>\\nSteps: 20, Seed: ${i}, Size: 512x768, Model: fern\n`,
    ).join("");
    const reading = stream.readAll();
    const feed = async (times: number): Promise<number> => {
      for (let i = 0; i < times; i++) await stream.write(lines);
      return stream.memory();
    };
    const warm = await feed(400);
    const later = await feed(600);
    // What lies between two collections; a leak of one result a row would be 260 MB.
    assert.ok(later - warm < 20, `${warm} MB after 200,000 rows, ${later} MB after 500,000`);
    await stream.end();
    assert.ok(await reading > 100e6);
  },
});

Deno.test("a line beyond 64 MiB gives NULL, and the next is answered", async () => {
  await using stream = new Running("--function", "sd_clean", "--keep", "1");
  const piece = new Uint8Array(1 << 20).fill(0x61);
  const reading = stream.read(100);
  for (let i = 0; i < 200; i++) await stream.write(piece);
  await stream.write("\n1\ta cat\n");
  await stream.end();
  assert.equal(await reading, "\\N\t\\N\n1\ta cat\n");
  const notes = await new Response(stream.child.stderr).text();
  assert.equal(notes, "sqlite-sd: row 1 gives NULL: it is longer than 67108864 bytes\n");
});

Deno.test("it needs no permission at all, and a plugin only to be read", async () => {
  assert.doesNotMatch(flagsOfTask("stream").join(" "), /--allow/);
  const run = async (...args: string[]): Promise<[number, string]> => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-remote", CLI, "stream", ...args],
      stdin: "null",
    }).output();
    return [code, new TextDecoder().decode(stderr)];
  };
  assert.deepEqual(await run("--function", "sd_hash"), [0, ""]);
  const [code, stderr] = await run("--function", "same", "--plugin", "tests/stream/probes.ts");
  assert.equal(code, 3);
  assert.match(stderr, /^sqlite-sd: Cannot load plugin "[^\n]*": [^\n]*--allow-read[^\n]*\n$/);
});
