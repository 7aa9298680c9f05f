import assert from "node:assert/strict";
import { join } from "node:path";
import { StreamError } from "../../src/stream/row_format.ts";
import { FORMATS } from "../../src/commands/stream.ts";
import { CLI, flagsOfTask } from "../cli/process.ts";
import { streamBytes } from "./ends.ts";
import PROBES from "./probes.ts";

/** A whole input and what has to come of it, byte by byte. */
interface Golden {
  readonly name: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly input_hex?: string;
  readonly output?: string;
  readonly output_hex?: string;
  /** Lines on standard error. */
  readonly notes?: readonly string[];
  readonly status?: number;
}

const CASES: readonly Golden[] = JSON.parse(
  Deno.readTextFileSync(new URL("../data/stream.json", import.meta.url)),
);
const PLUGIN = join(import.meta.dirname ?? "", "probes.ts");

const encoder = new TextEncoder();
const bytesOf = (text: string | undefined, hex: string | undefined): Uint8Array =>
  hex === undefined ? encoder.encode(text) : Uint8Array.fromHex(hex);

/** Runs `stream` as its task does; reading is allowed only for a plugin. */
async function streamProcess(
  args: readonly string[],
  input: Uint8Array,
): Promise<Deno.CommandOutput> {
  const words = args.map((arg) => arg === "probes" ? PLUGIN : arg);
  const reading = words.includes(PLUGIN) ? [`--allow-read=${PLUGIN}`] : [];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...flagsOfTask("stream"), ...reading, CLI, "stream", ...words],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(input).then(() => writer.close()).catch(() => {});
  const output = await child.output();
  await written;
  return output;
}

for (const { name, args, input, input_hex, output, output_hex, notes = [], status = 0 } of CASES) {
  Deno.test(`stream: ${name}`, async () => {
    const given = bytesOf(input, input_hex);
    const result = await streamProcess(args, given);
    assert.deepEqual(
      [new Uint8Array(result.stdout), new TextDecoder().decode(result.stderr), result.code],
      [bytesOf(output, output_hex), notes.map((line) => `sqlite-sd: ${line}\n`).join(""), status],
    );
  });

  Deno.test(`in pieces of any size: ${name}`, () => {
    const given = bytesOf(input, input_hex);
    const flag = (name: string): string | undefined => args[args.indexOf(`--${name}`) + 1];
    const options = {
      function: flag("function") ?? "",
      format: (args.includes("--format") ? flag("format") : "tsv") as keyof typeof FORMATS,
      keep: args.includes("--keep") ? Number(flag("keep")) : 0,
      ...(args.includes("--arguments") && { arguments: Number(flag("arguments")) }),
      chunkHeader: args.includes("--chunk-header"),
      plugins: [PROBES],
    } as const;
    for (let size = 1; size <= given.length; size++) {
      const run = (): Uint8Array => streamBytes(options, given, size).output;
      if (status !== 0) assert.throws(run, StreamError);
      else assert.deepEqual(run(), bytesOf(output, output_hex));
    }
  });
}
