/** A process whose memory is watched. */
import { CLI, flagsOfTask } from "../cli/process.ts";

/** What a process did, and what it took. */
export interface Measured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that it held at once, in MiB; 0 where the system does not tell. */
  readonly peakMiB: number;
  /** The time of the processor that it took; 0 where the system does not tell. */
  readonly seconds: number;
}

/** The heap of a small machine in MiB: V8 takes a quarter of the memory by default. */
const SMALL_HEAP = 512;
const ENGINE = "--v8-flags=";

/** The flags of a task, with the size of the heap among those of the engine. */
function withHeap(flags: readonly string[], heapMiB: number): string[] {
  const engine = flags.filter((flag) => flag.startsWith(ENGINE)).map((flag) =>
    flag.slice(ENGINE.length)
  );
  return [
    ...flags.filter((flag) => !flag.startsWith(ENGINE)),
    ENGINE + [...engine, `--max-old-space-size=${heapMiB}`].join(),
  ];
}

/** Runs a command with the permissions of its task and the heap of a small machine. */
export function measured(...args: string[]): Promise<Measured> {
  return measuredWith(SMALL_HEAP, ...args);
}

/** Runs a command with the permissions of its task and a heap of that many MiB. */
export async function measuredWith(heapMiB: number, ...args: string[]): Promise<Measured> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...withHeap(flagsOfTask(args[0] ?? ""), heapMiB), CLI, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let [peakMiB, seconds] = [0, 0];
  const look = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
    seconds = Math.max(seconds, secondsOf(child.pid));
  }, 20);
  const { code, stdout, stderr } = await child.output();
  clearInterval(look);
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    status: code,
    stdout: text(stdout),
    stderr: text(stderr),
    peakMiB,
    seconds,
  };
}

function peakOf(pid: number): number {
  return Math.round(Number(/VmHWM:\s*(\d+)/.exec(ofProcess(pid, "status"))?.[1] ?? 0) / 1024);
}

const TICKS_PER_SECOND = 100;

/** Times in user and in system mode stand behind the name in brackets, as the 12th and 13th (man 5 proc). */
function secondsOf(pid: number): number {
  const [user = 0, system = 0] = ofProcess(pid, "stat").replace(/^.*\) /s, "").split(" ").slice(
    11,
    13,
  )
    .map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** What the system tells of a process; nothing when it ended, or this is no Linux. */
function ofProcess(pid: number, what: "status" | "stat"): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${what}`);
  } catch {
    return "";
  }
}
