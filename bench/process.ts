/**
 * Whole processes, measured.
 *
 * @module
 */

/** One run of a process. */
export interface Run {
  readonly seconds: number;
  /** The largest resident memory, in MB; 0 where the system does not tell. */
  readonly peakMb: number;
  readonly stdout: string;
}

const POLL_MS = 20;

/** Runs a command to its end. @throws {Error} If it fails. */
export async function run(command: string, args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = new Deno.Command(command, { args: [...args], stdout: "piped", stderr: "piped" })
    .spawn();
  let peakMb = 0;
  const poll = setInterval(() => peakMb = Math.max(peakMb, peakOf(child.pid)), POLL_MS);
  const { stdout, stderr, code } = await child.output();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(poll);
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return { seconds, peakMb, stdout: decoder.decode(stdout) };
}

/** The peak that Linux keeps for a process, in MB. */
function peakOf(pid: number): number {
  try {
    const [, kb] = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Number(kb ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** Runs a Deno program. */
export function deno(...args: string[]): Promise<Run> {
  return run(Deno.execPath(), ["run", "--allow-all", ...args]);
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = low] = sorted.length % 2 === 1
    ? [sorted[middle]]
    : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}
