/**
 * The choice of the hash of a file to ask for next.
 *
 * @module
 */
import { sqlTime } from "./outcome.ts";
import type { Stage, Subject } from "./queue.ts";
import type { Known } from "./store.ts";

/** Next step for a hash. */
export type Step =
  /** Ask whether the registry knows it. */
  | "ask"
  /** It does; fetch its answer. */
  | "fetch"
  /** The answer is there. */
  | "done"
  /** The registry does not know it: the next hash may do. */
  | "missed"
  /** It failed not long ago. */
  | "wait";

/** When to ask again. */
export interface AgendaOptions {
  /** Whether to ask again, without waiting, what failed or was not found. */
  readonly retry: boolean;
  /** Whether to ask again what was matched. */
  readonly refresh: boolean;
}

/** Knows what was asked, in this run and before it. */
export class Agenda {
  private readonly asked = new Set<string>();
  private readonly now = sqlTime(Date.now());

  constructor(
    private readonly known: ReadonlyMap<string, Known>,
    private readonly options: AgendaOptions,
  ) {}

  /** Remembers that a hash was asked for: it is not asked for again in this run. */
  mark(hashes: readonly string[]): void {
    for (const hash of hashes) this.asked.add(hash);
  }

  /** Decides the next step for one hash. */
  step(hash: string): Step {
    const known = this.known.get(hash);
    const isAsked = this.asked.has(hash);
    if (known === undefined) return isAsked ? "wait" : "ask";
    if (known.status === "matched") {
      if (!known.hasPayload) return isAsked ? "wait" : "fetch";
      return this.options.refresh && !isAsked ? "ask" : "done";
    }
    const isDue = known.nextRetryAt === null || known.nextRetryAt <= this.now || this.options.retry;
    if (isDue && !isAsked) return "ask";
    return known.status === "not_found" ? "missed" : "wait";
  }

  /** The hash of a file that is to be asked for, or fetched; null when there is none now. */
  next({ stages }: Subject): Stage | null {
    for (const stage of stages) {
      const step = this.step(stage.hash);
      if (step === "ask" || step === "fetch") return stage;
      if (step !== "missed") return null;
    }
    return null;
  }

  /** Whether a file waits for the time at which a failure may be asked about again. */
  isWaiting({ stages }: Subject): boolean {
    const stage = stages.find(({ hash }) => this.step(hash) !== "missed");
    return stage !== undefined && this.step(stage.hash) === "wait";
  }
}
