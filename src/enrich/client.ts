/**
 * The only way to the network: one request at a time, paced, retried, bounded.
 *
 * @module
 */
import pRetry from "p-retry";
import type { Understood } from "./classify.ts";
import { type Failure, isPassing } from "./outcome.ts";
import type { Origin } from "./origin.ts";
import type { RequestPace } from "./pace.ts";
import { Requests } from "./requests.ts";

/** Result of a request. */
export type Answer = (Understood | Failure) & {
  /** The address that was asked first. */
  readonly url: string;
  /** The HTTP status, if any. */
  readonly http: number | null;
  /** Requests it took. */
  readonly tries: number;
};

const POLL_MS = 50;

/** Asks one registry. */
export class Client {
  private readonly sent: Requests;
  private nextAt = 0;

  /**
   * @param origin Where to ask, and with which token.
   * @param interrupted Whether the user asked to stop: no wait goes on then.
   */
  constructor(
    private readonly origin: Origin,
    private readonly pace: RequestPace,
    private readonly interrupted: () => boolean,
  ) {
    this.sent = new Requests(origin, pace);
  }

  /** Requests that were sent, redirects among them. */
  get requests(): number {
    return this.sent.count;
  }

  /**
   * Sends a request, again where that may help.
   *
   * @param path Behind the base address.
   * @param body What to send as JSON by POST; GET without.
   * @throws {NetworkForbidden} If Deno does not allow it.
   */
  async ask(path: string, body?: unknown): Promise<Answer> {
    const url = `${this.origin.base}${path}`;
    let tries = 0;
    let answer: Understood | Failure | undefined;
    const attempt = async (): Promise<void> => {
      await this.turn();
      if (answer !== undefined && this.interrupted()) return;
      tries++;
      answer = await this.sent.send(url, body);
      if ("fault" in answer && isPassing(answer)) throw new Unanswered(answer);
    };
    try {
      await pRetry(attempt, {
        retries: this.pace.retries,
        minTimeout: this.pace.backoffMs,
        maxTimeout: this.pace.maxBackoffMs,
        randomize: true,
        shouldRetry: ({ error }) => error instanceof Unanswered && this.mayWait(error.failure),
        onFailedAttempt: async ({ error, retriesLeft }) => {
          if (retriesLeft > 0 && error instanceof Unanswered) await this.waitFor(error.failure);
        },
        signal: this.#signal(),
      });
    } catch (error) {
      // The last failure is the answer, also when the user asks to stop; anything else is a defect.
      const isOver = error instanceof Unanswered || error instanceof Interruption;
      if (answer === undefined || !isOver) throw error;
    } finally {
      clearInterval(this.#poll);
    }
    if (answer === undefined) throw new Error("a request without an answer");
    const http = "http" in answer ? answer.http : "notFound" in answer ? 404 : 200;
    return { ...answer, url, http, tries };
  }

  #poll: ReturnType<typeof setInterval> | undefined;

  /** Longest wait that a server may ask for in this run, in milliseconds. */
  get patienceMs(): number {
    return this.pace.patienceMs;
  }

  /** Ends the library's waits when the user asks to stop. */
  #signal(): AbortSignal {
    const controller = new AbortController();
    this.#poll = setInterval(() => {
      if (this.interrupted()) controller.abort(new Interruption("interrupted"));
    }, POLL_MS);
    return controller.signal;
  }

  private mayWait({ notBefore }: Failure): boolean {
    return notBefore === undefined || notBefore - Date.now() <= this.pace.patienceMs;
  }

  /** A time that the server asks for is kept; the back-off comes on top. */
  private async waitFor(failure: Failure): Promise<void> {
    if (failure.notBefore !== undefined && this.mayWait(failure)) {
      await this.sleep(failure.notBefore - Date.now());
    }
  }

  private async turn(): Promise<void> {
    await this.sleep(this.nextAt - Date.now());
    this.nextAt = Date.now() + this.pace.gapMs * (1 + Math.random() / 2);
  }

  private async sleep(milliseconds: number): Promise<void> {
    const until = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !this.interrupted(); left = until - Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, POLL_MS)));
    }
  }
}

/** The user asked to stop. */
class Interruption extends Error {}

/** Carries a failure through the library that sends again. */
class Unanswered extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
  }
}
