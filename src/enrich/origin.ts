/**
 * Address and token of the registry.
 *
 * @module
 */

/** CivitAI's own address. */
export const CIVITAI = "https://civitai.com";

/** This machine, from which nobody can listen in on the way. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** An address or a token that cannot be used; the message does not show the token. */
export class OriginError extends Error {
  override readonly name = "OriginError";
}

/** A registry. */
export interface Origin {
  /** Its address, without a slash at the end. */
  readonly base: string;
  /** The secret that is sent to it, or null. */
  readonly token: string | null;
  /** A text of the registry's, in which the token does not occur. */
  withoutToken(text: string): string;
}

const MIN_TOKEN = 8;

/**
 * Checks an address and a token.
 *
 * @throws {OriginError} If one of them cannot be used.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(originOf("https://civitai.com/", null).base, "https://civitai.com");
 * assert.throws(() => originOf("https://me:secret@civitai.com", null), /no name or password/);
 * assert.throws(() => originOf("http://mirror.example", "token-of-mine"), /over https/);
 * ```
 */
export function originOf(address: string, token: string | null): Origin {
  const refuse = (state: string): never => {
    throw new OriginError(`Cannot ask the registry: ${state}`);
  };
  if (!URL.canParse(address)) return refuse("its address must begin with https://");
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) refuse("its address must begin with https://");
  if (url.username !== "" || url.password !== "") {
    refuse("its address may hold no name or password");
  }
  if (url.search !== "" || url.hash !== "") refuse("its address may hold no ? and no #");
  if (token !== null && (!/^[\x21-\x7e]+$/.test(token) || token.length < MIN_TOKEN)) {
    refuse("the token must be at least 8 letters, digits or signs, without blanks");
  }
  if (token !== null && url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    refuse("the token is sent over https:// only");
  }
  const secret = token === null ? /(?!)/ : patternOf(token);
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    token,
    withoutToken: (text) => text.replace(secret, "[token]"),
  };
}

/** Host names are in lower case, and JSON may escape what it holds: `\/`, `\u0041`. */
function patternOf(token: string): RegExp {
  const parts = [...token].map((char) => {
    const hex = char.charCodeAt(0).toString(16).padStart(4, "0");
    const plain = char.replace(/[^a-z0-9]/i, "\\$&");
    return `(?:${/["\\/]/.test(char) ? "\\\\?" : ""}${plain}|\\\\u${hex})`;
  });
  return new RegExp(parts.join(""), "gi");
}
