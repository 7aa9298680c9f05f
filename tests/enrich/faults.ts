/** Answers of a registry, good and bad, and the checks of their look-ups. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { RequestPace } from "../../src/enrich/pace.ts";
import { addImage, FAST, type World } from "../support/models.ts";
import {
  hashesOfFile,
  htmlReply,
  jsonReply,
  type Registry,
  type Reply,
  versionOf,
} from "../support/registry.ts";

/** A hash that images name. */
export const HASH = hashesOfFile(1).tensor.slice(0, 12);
/** The end of the address that it is asked for at. */
export const BY_HASH = `/by-hash/${HASH.toUpperCase()}`;
/** The header of an answer in JSON. */
export const JSON_TYPE = { "content-type": "application/json" };
const MIB = 1024 * 1024;

/** What became of a look-up. */
interface Expected {
  readonly status: string;
  readonly detail: RegExp;
  /** Requests for the hash; default 1. */
  readonly requests?: number;
  /** Whether the run stops. */
  readonly stops?: boolean;
}

/** An answer, or several, and what becomes of the look-up. */
export interface Fault extends Expected {
  readonly name: string;
  readonly replies: readonly Reply[];
  readonly pace?: Partial<RequestPace>;
}

/** Requests for a hash that fail every time. */
export const RETRIED = 1 + (FAST.retries ?? 0);
/** Makes an answer with a model version. */
export const found = (more: Record<string, unknown> = {}): Reply => jsonReply(versionOf(1, more));
const files = (hashes: Record<string, string>): Record<string, unknown> => ({
  files: [{ hashes }],
});
const huge = found({ description: "x".repeat(10 * MIB) });
const gzip = (body: string | Uint8Array): Reply => ({
  headers: { ...JSON_TYPE, "content-encoding": "gzip" },
  body: gzipSync(body),
});

/** Answers that come at once. */
export const FAULTS: readonly Fault[] = [
  {
    name: "a version with all hashes",
    replies: [found()],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a version without hashes",
    replies: [found(files({}))],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "a version without AutoV1 and AutoV3",
    replies: [found(files({ SHA256: "AB".repeat(32) }))],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "an archived version",
    replies: [found({ files: [] })],
    status: "matched",
    detail: /^short_only$/,
  },
  {
    name: "a version taken down",
    replies: [found({ images: [] })],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a version of another file",
    replies: [found(files({ AutoV3: "0123456789AB" }))],
    status: "error_parse",
    detail: /another file/,
  },
  { name: "null", replies: [jsonReply(null)], status: "error_parse", detail: /no model version/ },
  { name: "a list", replies: [jsonReply([])], status: "error_parse", detail: /no model version/ },
  {
    name: "an object of another shape",
    replies: [jsonReply({ id: "1", modelId: 2, files: [] })],
    status: "error_parse",
    detail: /no model version/,
  },
  {
    name: "HTML",
    replies: [htmlReply("hello")],
    status: "error_parse",
    detail: /not JSON but text\/html.*hello/,
  },
  {
    name: "JSON that is cut off",
    replies: [{ headers: JSON_TYPE, body: '{"id": 1, "modelId":' }],
    status: "error_parse",
    detail: /not JSON: .*modelId/,
  },
  {
    name: "JSON of the wrong type",
    replies: [{ headers: { "content-type": "text/plain" }, body: JSON.stringify(versionOf(1)) }],
    status: "error_parse",
    detail: /not JSON but text\/plain/,
  },
  {
    name: "an empty body",
    replies: [{ headers: JSON_TYPE }],
    status: "error_parse",
    detail: /not JSON: nothing/,
  },
  {
    name: "404 with the registry's reason",
    replies: [jsonReply({ error: "Missing model file" }, 404)],
    status: "not_found",
    detail: /^not_found$/,
  },
  {
    name: "404 as JSON without a reason",
    replies: [jsonReply({}, 404)],
    status: "error_parse",
    detail: /404 without a reason/,
  },
  {
    name: "404 as HTML of a wrong address",
    replies: [htmlReply("Not Found", 404)],
    status: "error_network",
    detail: /^error_server: HTTP 404/,
    requests: RETRIED,
  },
  {
    name: "404 as HTML of an edge that blocks",
    replies: [htmlReply("Just a moment...", 404)],
    status: "error_network",
    detail: /^error_blocked:/,
    stops: true,
  },
  {
    name: "400",
    replies: [jsonReply({ code: "BAD", message: "no", issues: [] }, 400)],
    status: "error_parse",
    detail: /^error_request: HTTP 400/,
  },
  {
    name: "405",
    replies: [jsonReply({ error: "no" }, 405)],
    status: "error_parse",
    detail: /HTTP 405/,
  },
  {
    name: "401",
    replies: [jsonReply({ error: "Unauthorized" }, 401)],
    status: "error_network",
    detail: /^error_auth: HTTP 401/,
    stops: true,
  },
  {
    name: "403 as JSON",
    replies: [jsonReply({ error: "Forbidden" }, 403)],
    status: "error_network",
    detail: /^error_auth: HTTP 403/,
    stops: true,
  },
  {
    name: "403 as HTML of an edge",
    replies: [htmlReply("Just a moment...", 403)],
    status: "error_network",
    detail: /^error_blocked: HTTP 403.*Just a moment/,
    stops: true,
  },
  {
    name: "429 for ever",
    replies: [jsonReply({ error: "slow" }, 429)],
    status: "error_network",
    detail: /^rate_limited: HTTP 429/,
    requests: RETRIED,
  },
  {
    name: "500 once",
    replies: [htmlReply("oops", 500), found()],
    status: "matched",
    detail: /^same_weights$/,
    requests: 2,
  },
  ...[500, 502, 503, 504, 520, 524].map((status): Fault => ({
    name: `${status} for ever`,
    replies: [htmlReply("outage", status)],
    status: "error_network",
    detail: new RegExp(`^error_server: HTTP ${status}$`),
    requests: RETRIED,
  })),
  {
    name: "a connection that breaks in the body",
    replies: [{ ...found(), fault: "reset" }],
    status: "error_network",
    detail: /^error_network: the answer broke off$/,
    requests: RETRIED,
  },
  {
    name: "a body of 10 MB",
    replies: [huge],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a body beyond the cap",
    replies: [huge],
    pace: { maxBytes: MIB },
    status: "error_parse",
    detail: /longer than 1048576 bytes/,
  },
  {
    name: "a body without end",
    replies: [{ headers: JSON_TYPE, body: " ".repeat(65_536), fault: "endless" }],
    pace: { maxBytes: 4 * MIB },
    status: "error_parse",
    detail: /longer than 4194304 bytes/,
  },
  {
    name: "a body packed by gzip",
    replies: [gzip(JSON.stringify(versionOf(1)))],
    status: "matched",
    detail: /^same_weights$/,
  },
  {
    name: "a gzip bomb",
    replies: [gzip(new Uint8Array(100 * MIB))],
    status: "error_parse",
    detail: /longer than 33554432 bytes/,
  },
];

/** Answers that do not come, or not to their end, before they are given up: time enough for a busy machine to send what there is. */
export const STALLS: readonly Fault[] = [
  {
    name: "no answer at all",
    replies: [{ fault: "mute" }],
    pace: { timeoutMs: 1000, retries: 1 },
    status: "error_network",
    detail: /^error_network: no answer in time$/,
    requests: 2,
  },
  {
    name: "a body that stalls",
    replies: [{ headers: JSON_TYPE, body: "{", fault: "stall" }],
    pace: { timeoutMs: 1000, retries: 1 },
    status: "error_network",
    detail: /^error_network: the answer stalled$/,
    requests: 2,
  },
];

/** The rows of look-ups. */
export const ROW =
  "SELECT lookup_status AS status, detail, payload_json AS payload, model_version_id AS version, removed_at AS removed FROM model_enrichment";

/** Runs a look-up that is answered so, and asserts what becomes of it. */
export async function checkFault(world: World, fault: Fault): Promise<void> {
  const { space, registry, enrich } = world;
  addImage(space, 1, { loras: [HASH] });
  registry.script(BY_HASH, ...fault.replies);
  const { requests, stopped } = await enrich({ pace: fault.pace ?? {} });
  const [row, ...others] = space.sql(ROW);
  assert.equal(others.length, 0);
  assert.equal(row?.status, fault.status, String(row?.detail));
  assert.match(String(row?.detail), fault.detail);
  assert.equal(row?.payload === null, fault.status !== "matched");
  assert.equal(stopped !== null, fault.stops ?? false, stopped ?? "");
  const asked = registry.seen.filter(({ path }) => path.includes(BY_HASH)).length;
  assert.equal(asked, fault.requests ?? 1);
  const pages = requests - asked;
  assert.equal(pages, fault.status === "matched" ? 2 : 0, "the model's page, batch and single");
}

/** Gives the times between the requests, in milliseconds. */
export function gapsOf({ seen }: Registry): number[] {
  return seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0));
}

/** Writes the time in so many seconds as an HTTP date. */
export const inSeconds = (seconds: number): string =>
  new Date(Date.now() + seconds * 1000).toUTCString();
