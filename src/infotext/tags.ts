/**
 * A prompt as weighted tags, in A1111's attention syntax.
 *
 * @module
 */
import { cleanPrompt } from "./loras.ts";

/** One comma-separated part of a prompt. */
export interface WeightedTag {
  /** The text without brackets and escapes. */
  readonly tag: string;
  /** The product of the brackets round it, 1 without any. */
  readonly weight: number;
}

const ROUND = 1.1;
const SQUARE = 1 / ROUND;

/** Escapes, brackets, a weight before a closing bracket, `BREAK`, and text. */
const TOKEN =
  /\\[()[\]\\]|\\|[()[\]]|:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*\)|\bBREAK\b|[^\\()[\]:B]+|[:B]/g;

/**
 * Splits a prompt into tags with their weights; LoRA tags are left out, `BREAK` ends a tag as a comma does.
 *
 * `(x)` is 1.1, `[x]` 1/1.1, `(x:1.2)` 1.2, nested ones multiply, `\(` is a bracket as text. A tag whose parts differ in
 * weight has the one that is farthest from 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(readTags("a cat, (oil paint:1.2)"), [
 *   { tag: "a cat", weight: 1 },
 *   { tag: "oil paint", weight: 1.2 },
 * ]);
 * ```
 */
export function readTags(prompt: string): WeightedTag[] {
  const tokens = [...cleanPrompt(prompt).matchAll(TOKEN)];
  const factors = bracketFactors(tokens);
  const round = new Nesting();
  const square = new Nesting();
  const tags = new TagList();
  tokens.forEach(([token], i) => {
    const factor = factors.get(i);
    if (factor !== undefined) (token === "(" ? round : square).open(factor);
    else if (factors.closes(i)) (token === "]" ? square : round).close();
    else if (token === "BREAK") tags.end();
    else tags.add(unescape(token), round.product * square.product);
  });
  tags.end();
  return tags.tags;
}

type Token = RegExpMatchArray;

/** The factor of each opening bracket by its token's index, and which tokens close one. */
class Factors extends Map<number, number> {
  private readonly closing = new Set<number>();

  open(index: number, factor: number): void {
    this.set(index, factor);
  }

  close(index: number, opening: number, factor: number): void {
    this.set(opening, factor);
    this.closing.add(index);
  }

  closes(index: number): boolean {
    return this.closing.has(index);
  }
}

/** Round and square brackets match among themselves, as in A1111; one that is never closed reaches to the end. */
function bracketFactors(tokens: readonly Token[]): Factors {
  const factors = new Factors();
  const round: number[] = [];
  const square: number[] = [];
  tokens.forEach(([token, weight], i) => {
    if (token === "(") factors.open(i, ROUND);
    if (token === "[") factors.open(i, SQUARE);
    if (token === "(") round.push(i);
    else if (token === "[") square.push(i);
    else if (token === "]") closeLast(square, SQUARE);
    else if (token === ")" || weight !== undefined) closeLast(round, Number(weight ?? ROUND));

    function closeLast(open: number[], factor: number): void {
      const opening = open.pop();
      if (opening !== undefined) factors.close(i, opening, factor);
    }
  });
  return factors;
}

/** The product of the brackets that are open. */
class Nesting {
  private readonly outer: number[] = [];
  product = 1;

  open(factor: number): void {
    this.outer.push(this.product);
    this.product *= factor;
  }

  close(): void {
    this.product = this.outer.pop() ?? 1;
  }
}

/** Gathers text into tags. */
class TagList {
  readonly tags: WeightedTag[] = [];
  private text = "";
  private weight = 1;

  add(text: string, weight: number): void {
    const [first = "", ...rest] = text.split(/[,\n]/);
    this.append(first, weight);
    for (const part of rest) {
      this.end();
      this.append(part, weight);
    }
  }

  end(): void {
    const tag = this.text.trim().replace(/\s+/g, " ");
    if (tag !== "") this.tags.push({ tag, weight: readable(this.weight) });
    this.text = "";
    this.weight = 1;
  }

  private append(text: string, weight: number): void {
    this.text += text;
    if (text.trim() !== "" && Math.abs(weight - 1) > Math.abs(this.weight - 1)) {
      this.weight = weight;
    }
  }
}

function unescape(token: string): string {
  return token.length === 2 && token.startsWith("\\") ? token.slice(1) : token;
}

/** A weight without the noise of binary multiplication. */
function readable(weight: number): number {
  const rounded = Number(weight.toPrecision(6));
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, rounded));
}
