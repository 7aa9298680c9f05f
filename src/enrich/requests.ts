/**
 * Single requests: the only place that calls `fetch`.
 *
 * @module
 */
import { VERSION } from "../version.ts";
import { BodyError, readBody } from "./body.ts";
import { classify, type Understood } from "./classify.ts";
import type { Failure } from "./outcome.ts";
import type { Origin } from "./origin.ts";
import type { RequestPace } from "./pace.ts";

/** Deno does not allow the connection. */
export class NetworkForbidden extends Error {
  override readonly name = "NetworkForbidden";
}

const MAX_REDIRECTS = 5;

/** Sends requests to one registry. */
export class Requests {
  /** Number of requests sent, redirects among them. */
  count = 0;

  constructor(private readonly origin: Origin, private readonly pace: RequestPace) {}

  /**
   * Sends one request and judges the answer; redirects are followed.
   *
   * @param body What to send as JSON by POST; GET without.
   * @throws {NetworkForbidden} If Deno does not allow it.
   */
  async send(first: string, body: unknown): Promise<Understood | Failure> {
    let url = new URL(first);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.orFailure(url, () => this.fetch(url, body));
      if (!(response instanceof Response)) return response;
      const target = redirectOf(response, url, body !== undefined);
      if (target === null) return await this.judge(response, url);
      const failed = await this.orFailure(url, async () => await response.body?.cancel());
      if (failed !== undefined) return failed;
      url = target;
    }
    return { fault: "error_request", reason: "too many redirects", http: null };
  }

  /** Records failures of the network; anything else that is thrown is a defect. */
  private async orFailure<T>(url: URL, step: () => Promise<T>): Promise<T | Failure> {
    try {
      return await step();
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
    this.count++;
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

  private async judge(response: Response, url: URL): Promise<Understood | Failure> {
    const { maxBytes, timeoutMs } = this.pace;
    const text = await this.orFailure(url, () => readBody(response.body, maxBytes, timeoutMs));
    if (typeof text !== "string") return text;
    const answer = {
      status: response.status,
      contentType: this.origin.withoutToken(response.headers.get("content-type") ?? ""),
      retryAfter: response.headers.get("retry-after"),
      body: this.origin.withoutToken(text),
    };
    return classify(answer, Date.now());
  }

  private failureOf(error: unknown, url: URL): Failure {
    if (error instanceof BodyError) {
      const tooLarge = error.kind === "too_large";
      const fault = tooLarge ? "error_parse" : "error_network";
      return { fault, reason: error.message, http: null, tooLarge };
    }
    if (error instanceof Error && error.name === "NotCapable") {
      if (url.origin !== new URL(this.origin.base).origin) {
        const reason = this.origin.withoutToken(
          `sent on to ${url.origin}, which Deno does not allow`,
        );
        return { fault: "error_blocked", reason, http: null };
      }
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

/** Deno's message names the whole address first. */
function causeOf(message: string): string {
  return message.replace(/^.*?\): /, "").replace(/\s+/g, " ").slice(0, 200);
}

/** Reads where an answer redirects to; null when it is none of the redirects that keep the request. */
function redirectOf(response: Response, from: URL, isPost: boolean): URL | null {
  const keeps = isPost ? [307, 308] : [301, 302, 303, 307, 308];
  const location = response.headers.get("location");
  if (!keeps.includes(response.status) || location === null) return null;
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  return target !== null && /^https?:$/.test(target.protocol) ? target : null;
}
