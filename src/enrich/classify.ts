/**
 * An HTTP answer to what it means. The table of statuses is that of CivitAI's server (civitai/civitai at ebed6616).
 *
 * @module
 */
import type { Failure, Fault } from "./outcome.ts";

/** Response as it came over the network. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The header `Retry-After`, if there was one. */
  readonly retryAfter: string | null;
}

/** An answer that is understood: a JSON document, or the word that there is no such thing. */
export type Understood = { readonly json: unknown } | { readonly notFound: true };

const SHOWN = 120;
const DAY = 24 * 3600 * 1000;
/** Request Timeout, Too Early: the same request may go through later (RFC 9110, 15.5.9; RFC 8470). */
const PASSING: ReadonlySet<number> = new Set([408, 425]);

/**
 * Judges an answer.
 *
 * @param now Milliseconds since 1970, for `Retry-After`.
 *
 * @example Only a 404 of the registry's own means that it does not know the hash
 * ```ts
 * import assert from "node:assert/strict";
 * const answer = { status: 404, contentType: "application/json", retryAfter: null };
 * assert.deepEqual(classify({ ...answer, body: '{"error":"Model not found"}' }, 0), { notFound: true });
 * assert.equal("fault" in classify({ ...answer, body: "{}" }, 0), true);
 * ```
 */
export function classify(answer: RawAnswer, now: number): Understood | Failure {
  const { status, body } = answer;
  const fail = (fault: Fault, reason: string): Failure => ({ fault, reason, http: status });
  if (status >= 200 && status < 300) return success(answer, fail);
  if (status === 404) return missing(answer, fail);
  if (status === 401) return fail("error_auth", "HTTP 401: the token is missing or wrong");
  if (status === 403) {
    return isJson(answer)
      ? fail("error_auth", "HTTP 403: the token does not allow this")
      : fail("error_blocked", `HTTP 403: blocked on the way: ${glimpse(body)}`);
  }
  if (status === 429) {
    const notBefore = retryTime(answer.retryAfter, now);
    const failure = fail("rate_limited", "HTTP 429: too many requests");
    return notBefore === undefined ? failure : { ...failure, notBefore };
  }
  if (status >= 500 || PASSING.has(status)) {
    const notBefore = retryTime(answer.retryAfter, now);
    const failure = fail("error_server", `HTTP ${status}`);
    return notBefore === undefined ? failure : { ...failure, notBefore };
  }
  return status < 400
    ? fail("error_server", `HTTP ${status}: a redirect that leads nowhere`)
    : fail("error_request", `HTTP ${status}: ${glimpse(body)}`);
}

type Fail = (fault: Fault, reason: string) => Failure;

function success(answer: RawAnswer, fail: Fail): Understood | Failure {
  if (!isJson(answer)) {
    return fail(
      "error_parse",
      `not JSON but ${answer.contentType || "of no type"}: ${glimpse(answer.body)}`,
    );
  }
  const json = parse(answer.body);
  return json === undefined ? fail("error_parse", `not JSON: ${glimpse(answer.body)}`) : { json };
}

function missing(answer: RawAnswer, fail: Fail): Understood | Failure {
  const { body } = answer;
  if (isJson(answer)) {
    const json = parse(body);
    return typeof json === "object" && json !== null && "error" in json &&
        typeof json.error === "string"
      ? { notFound: true }
      : fail("error_parse", `HTTP 404 without a reason: ${glimpse(body)}`);
  }
  return /just a moment|challenge|attention required|access denied/i.test(body)
    ? fail("error_blocked", `HTTP 404: blocked on the way: ${glimpse(body)}`)
    : fail("error_server", `HTTP 404 that is not the registry's: ${glimpse(body)}`);
}

function isJson({ contentType }: RawAnswer): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The first characters, on one line. */
function glimpse(body: string): string {
  const line = body.replace(/\s+/g, " ").trim();
  return line === "" ? "nothing" : JSON.stringify(line.slice(0, SHOWN));
}

/**
 * `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3); a time that has passed says nothing, and one that is more
 * than a day away is taken for a day.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(retryTime("2", 1000), 3000);
 * assert.equal(retryTime("Thu, 01 Jan 1970 00:00:00 GMT", 1000), undefined);
 * ```
 */
export function retryTime(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? "";
  const time = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return time > now ? Math.min(time, now + DAY) : undefined;
}
