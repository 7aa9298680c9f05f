/**
 * The only way to the network: one request at a time, paced, retried, bounded.
 *
 * @module
 */
import pRetry from "p-retry";
import { VERSION } from "../version.ts";
import { BodyError, readBody } from "./body.ts";
import { classify, type RawAnswer, type Understood } from "./classify.ts";
import { type Failure, isPassing } from "./outcome.ts";
import type { Origin } from "./origin.ts";

/** Waiting times in milliseconds, and other bounds. */
export interface Pace {
  /** Least time between the beginnings of two requests; up to half as much is added by chance. */
  readonly gapMs: number;
  /** How long an answer may take to begin, and each piece of it to come. */
  readonly timeoutMs: number;
  /** The first waiting time behind a failure; each further one doubles it, and chance adds up to as much again. */
  readonly backoffMs: number;
  /** The longest of these waiting times. */
  readonly maxBackoffMs: number;
  /** How long a server may ask us to wait; one that asks for more is not asked again in this run. */
  readonly patienceMs: number;
  /** How often a request that failed is sent again. */
  readonly retries: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes: number;
}

/** About three requests a second, and two minutes of patience. */
export const POLITE: Pace = {
  gapMs: 250,
  timeoutMs: 30_000,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  patienceMs: 120_000,
  retries: 4,
  maxBytes: 32 * 1024 * 1024,
};

/** What came of a request. */
export type Answer = (Understood | Failure) & {
  /** The address that was asked first. */
  readonly url: string;
  /** The HTTP status, if any. */
  readonly http: number | null;
  /** Requests it took. */
  readonly tries: number;
};

/** Deno does not allow the connection. */
export class NetworkForbidden extends Error {
  override readonly name = "NetworkForbidden";
}

const MAX_REDIRECTS = 5;
const POLL_MS = 50;

/** Asks one registry. */
export class Client {
  /** Requests that were sent. */
  requests = 0;
  private nextAt = 0;

  /**
   * @param origin Where to ask, and with which token.
   * @param interrupted Whether the user asked to stop: no wait goes on then.
   */
  constructor(
    private readonly origin: Origin,
    private readonly pace: Pace,
    private readonly interrupted: () => boolean,
  ) {}

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
      answer = await this.send(url, body);
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
      if (answer === undefined || error instanceof NetworkForbidden) throw error;
    } finally {
      clearInterval(this.#poll);
    }
    if (answer === undefined) throw new Error("a request without an answer");
    const http = "http" in answer ? answer.http : "notFound" in answer ? 404 : 200;
    return { ...answer, url, http, tries };
  }

  #poll: ReturnType<typeof setInterval> | undefined;

  /** How long a server may ask us to wait in this run, in milliseconds. */
  get patienceMs(): number {
    return this.pace.patienceMs;
  }

  /** Ends the waits of the library when the user asks to stop. */
  #signal(): AbortSignal {
    const controller = new AbortController();
    this.#poll = setInterval(() => {
      if (this.interrupted()) controller.abort(new Error("interrupted"));
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

  private async send(first: string, body: unknown): Promise<Understood | Failure> {
    let url = new URL(first);
    try {
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const response = await this.fetch(url, body);
        const target = redirectOf(response, url, body !== undefined);
        if (target === null) return classify(await this.read(response), Date.now());
        await response.body?.cancel();
        url = target;
      }
      return { fault: "error_server", reason: "too many redirects", http: null };
    } catch (error) {
      return this.failureOf(error, url);
    }
  }

  private async fetch(url: URL, body: unknown): Promise<Response> {
    const headers: Record<string, string> = {
      accept: "application/json",
      "user-agent": `sqlite-sd/${VERSION}`,
    };
    if (body !== undefined) headers["content-type"] = "application/json";
    // The token goes to the origin it was given for, and to no other, whatever a redirect says.
    if (this.origin.token !== null && url.origin === new URL(this.origin.base).origin) {
      headers["authorization"] = `Bearer ${this.origin.token}`;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.pace.timeoutMs);
    this.requests++;
    try {
      return await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers,
        redirect: "manual",
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: controller.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private async read(response: Response): Promise<RawAnswer> {
    const { maxBytes, timeoutMs } = this.pace;
    const text = await readBody(response.body, maxBytes, timeoutMs);
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      retryAfter: response.headers.get("retry-after"),
      body: this.origin.withoutToken(text),
    };
  }

  private failureOf(error: unknown, url: URL): Failure {
    if (error instanceof BodyError) {
      const tooLarge = error.kind === "too_large";
      const fault = tooLarge ? "error_parse" : "error_network";
      return { fault, reason: error.message, http: null, tooLarge };
    }
    if (error instanceof Error && error.name === "NotCapable") {
      throw new NetworkForbidden(
        `Cannot ask "${url.origin}": Deno allows no connection to it; ` +
          `run cli.ts with --allow-net=${url.host} to allow one`,
      );
    }
    const message = error instanceof Error ? error.message : String(error);
    const reason = error instanceof Error && error.name === "AbortError"
      ? "no answer in time"
      : this.origin.withoutToken(`no connection to ${url.host}: ${causeOf(message)}`);
    return { fault: "error_network", reason, http: null };
  }
}

/** Carries a failure through the library that sends again. */
class Unanswered extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
  }
}

/** Deno's message names the whole address first. */
function causeOf(message: string): string {
  return message.replace(/^.*?\): /, "").replace(/\s+/g, " ").slice(0, 200);
}

/** Where an answer sends us; null when it is none of the redirects that keep the request. */
function redirectOf(response: Response, from: URL, isPost: boolean): URL | null {
  const keeps = isPost ? [307, 308] : [301, 302, 303, 307, 308];
  const location = response.headers.get("location");
  if (!keeps.includes(response.status) || location === null) return null;
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  return target !== null && /^https?:$/.test(target.protocol) ? target : null;
}
