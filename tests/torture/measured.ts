/** A process whose memory is watched. */
import { CLI, flagsOfTask } from "../cli/process.ts";

/** What a process did, and what it took. */
export interface Measured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that it held at once, in MiB; 0 where the system does not tell. */
  readonly peakMiB: number;
  readonly seconds: number;
}

/** The heap of a small machine: V8 takes a quarter of the memory by default. */
const SMALL_HEAP = "--v8-flags=--max-old-space-size=512";

/** Runs a command with the permissions of its task and the heap of a small machine. */
export async function measured(...args: string[]): Promise<Measured> {
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", SMALL_HEAP, ...flagsOfTask(args[0] ?? ""), CLI, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let peakMiB = 0;
  const look = setInterval(() => peakMiB = Math.max(peakMiB, peakOf(child.pid)), 20);
  const { code, stdout, stderr } = await child.output();
  clearInterval(look);
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    status: code,
    stdout: text(stdout),
    stderr: text(stderr),
    peakMiB,
    seconds: (performance.now() - start) / 1000,
  };
}

function peakOf(pid: number): number {
  try {
    const kib = /VmHWM:\s*(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
    return Math.round(Number(kib ?? 0) / 1024);
  } catch {
    return 0; // it ended, or this is no Linux
  }
}
